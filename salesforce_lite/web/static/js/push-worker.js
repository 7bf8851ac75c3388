// Shows what the server tells while the site is closed; a click opens it.

self.addEventListener("push", (event) => {
  const { title, body, lang, tag, url } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, lang, tag, data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data.url, self.location.origin)));
});

// Never elsewhere, whatever a message says.
async function open(address) {
  if (address.origin === self.location.origin) await self.clients.openWindow(address.href);
}
