// Asks the browser for an address under which the server can tell something while the site is closed.

import { toast } from "desk/toasts";

export function startPush(form) {
  if (!("serviceWorker" in navigator && "PushManager" in window)) return;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    // Sent again by ourselves, when it is filled in.
    if (form.elements.address.value) return;
    event.preventDefault();
    const subscription = await subscribe(form.dataset).catch(() => null);
    if (!subscription) return toast(form.dataset.denied, { state: "bad" });
    const { endpoint, keys } = subscription.toJSON();
    form.elements.address.value = endpoint;
    form.elements.p256dh.value = keys.p256dh;
    form.elements.auth.value = keys.auth;
    form.submit();
  });
}

async function subscribe({ push, worker }) {
  const registration = await navigator.serviceWorker.register(worker);
  const standing = await registration.pushManager.getSubscription();
  // Made for another key of the server, it would be worth nothing.
  if (standing) await standing.unsubscribe();
  await active(registration);
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: push });
}

function active(registration) {
  const worker = registration.installing ?? registration.waiting;
  if (!worker || registration.active) return undefined;
  return new Promise((done) => {
    worker.addEventListener("statechange", () => worker.state === "activated" && done());
  });
}
