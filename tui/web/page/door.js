// A scanner ends the badge with Enter: that goes on to the PIN, and sends nothing yet.
"use strict";
const badge = document.getElementById("badge"), pin = document.getElementById("pin");
badge.addEventListener("keydown", (event) => {
  if ((event.key === "Enter" || event.key === "Tab") && !pin.value) {
    event.preventDefault();
    if (badge.value.trim()) pin.focus();
  }
});
