// The dialog that adds a guest with a phone of their own.

import { addPerson } from "./api.js";

const names = [["Dana", "O."], ["Ermek", "T."], ["Әсел", "Қ."], ["Mansur", "B."], ["Үміт", "Ж."], ["Sofia", "L."]];

/** setUpNewPerson makes the button open the dialog; onAdded gets the new person. */
export function setUpNewPerson(opener, dialog, onAdded) {
  const form = dialog.querySelector("form");
  const problem = dialog.querySelector(".problem");
  let asked = 0;
  opener.addEventListener("click", () => {
    suggest(form, asked++);
    problem.hidden = true;
    dialog.showModal();
    form.elements.first_name.select();
  });
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const person = await addPerson(Object.fromEntries(new FormData(form)));
      dialog.close();
      onAdded(person);
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  });
}

function suggest(form, turn) {
  const [first, last] = names[turn % names.length];
  form.elements.first_name.value = first;
  form.elements.last_name.value = last;
  form.elements.phone.value = `+7701${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;
}
