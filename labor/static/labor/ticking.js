/* Ticking many rows: all of the page at once, or a stretch with Shift, arrows from box to box; without script each row is ticked by itself. */
(function () {
  "use strict";

  function boxes(name) {
    return Array.from(document.querySelectorAll("input[type=checkbox][name='" + name + "']"));
  }

  function tell(name) {
    var all = boxes(name), ticked = all.filter(function (box) { return box.checked; }).length;
    document.querySelectorAll("[data-tick-count='" + name + "']").forEach(function (place) {
      place.textContent = "已选" + ticked + "人";
    });
    document.querySelectorAll("[data-tick-all='" + name + "']").forEach(function (box) {
      box.checked = ticked > 0 && ticked === all.length;
      box.indeterminate = ticked > 0 && ticked < all.length;
    });
  }

  document.querySelectorAll("[data-tick-all]").forEach(function (whole) {
    var name = whole.dataset.tickAll, last = null;
    whole.closest("label").hidden = false;
    whole.addEventListener("change", function () {
      boxes(name).forEach(function (box) { box.checked = whole.checked; });
      tell(name);
    });
    boxes(name).forEach(function (box, place, every) {
      box.addEventListener("click", function (event) {
        if (event.shiftKey && last !== null) {
          every.slice(Math.min(last, place), Math.max(last, place) + 1).forEach(function (one) { one.checked = box.checked; });
        }
        last = place;
        tell(name);
      });
      box.addEventListener("keydown", function (event) {
        var next = every[place + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] || 0)];
        if (next && next !== box) { event.preventDefault(); next.focus(); }
      });
    });
    tell(name);
  });
})();
