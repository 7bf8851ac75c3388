// A field that is only read, and a button beside it that copies what stands there.

import { text } from "desk/texts";
import { toast } from "desk/toasts";

export function startCopy(button) {
  const field = document.getElementById(button.dataset.copies);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      toast(text("copied"));
    } catch {
      // Where the browser does not allow it, what is to be copied is chosen already.
      toast(text("copy_by_hand"));
    }
  });
  field.addEventListener("focus", () => field.select());
}
