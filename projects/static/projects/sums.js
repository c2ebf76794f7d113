/* The parts of an investment, added up while they are typed. The server says the same when the form is sent. */
(function () {
  "use strict";

  function amount(id) {
    var field = document.getElementById(id);
    var text = field ? field.value.normalize("NFKC").replace(/[,\s]/g, "") : "";
    return text === "" || isNaN(Number(text)) ? null : Math.round(Number(text) * 1e6);
  }

  function wan(millionths) {
    return (millionths / 1e6).toFixed(2);
  }

  function say(output) {
    var stated = output.dataset.sum.split(" ").map(amount).filter(function (part) { return part !== null; });
    var total = amount(output.dataset.total);
    if (!stated.length) { output.textContent = ""; return; }
    var sum = stated.reduce(function (one, other) { return one + other; }, 0);
    var said = "五项合计" + wan(sum) + "万元";
    if (total === null) { output.textContent = said + "。"; return; }
    var apart = sum - total;
    output.textContent = said + (apart === 0 ? "，与总投资相符。"
      : "，比总投资" + (apart > 0 ? "多" : "少") + wan(Math.abs(apart)) + "万元。");
  }

  document.addEventListener("input", function (event) {
    document.querySelectorAll("output[data-sum]").forEach(function (output) {
      var parts = output.dataset.sum.split(" ").concat(output.dataset.total);
      if (parts.indexOf(event.target.id) >= 0) { say(output); }
    });
  });
})();
