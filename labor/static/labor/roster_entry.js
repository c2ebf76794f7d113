/* What an ID number tells fills the fields that are still empty; what a person is typing meanwhile stays theirs. */
(function () {
  "use strict";

  /* A field may be filled when it is empty, or still holds what an earlier number filled in. */
  function fill(mine, told) {
    if (mine.value !== "" && mine.value !== mine.dataset.filled) { return; }
    mine.value = told.value;
    mine.dataset.filled = mine.value;
  }

  function offer(mine, told) {
    if (mine.tagName !== "SELECT" || mine.innerHTML === told.innerHTML) { return; }
    var chosen = mine.value;
    mine.replaceChildren.apply(mine, Array.from(told.cloneNode(true).children));
    mine.value = chosen;
    if (mine.selectedIndex < 0) { mine.selectedIndex = 0; }
  }

  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.target.id !== "person") { return; }
    var answer = new DOMParser().parseFromString(event.detail.serverResponse, "text/html");
    var told = answer.getElementById("told");
    if (!told) { return; }
    event.detail.shouldSwap = false;
    document.getElementById("told").replaceChildren.apply(document.getElementById("told"), Array.from(told.childNodes));
    answer.querySelectorAll("#person input, #person select").forEach(function (field) {
      var mine = document.getElementById(field.id);
      if (mine) { offer(mine, field); fill(mine, field); }
    });
  });
})();
