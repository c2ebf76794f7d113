/* 摸底表 by keyboard: the ID number says sex and age at once, choices are typed, Ctrl+Enter saves. Without this file the
   same form is filled in with ticks and saved with its buttons; the server checks everything again. */
(function () {
  "use strict";
  var WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  var CHECKS = "10X98765432";
  var form = document.querySelector("form[data-entry]");
  if (!form) { return; }

  function plain(text) { return text.normalize("NFKC").replace(/\s/g, "").toUpperCase(); }

  /* The ID number */

  function bornOn(number) {
    var year = Number(number.slice(6, 10)), month = Number(number.slice(10, 12)), day = Number(number.slice(12, 14));
    var date = new Date(year, month - 1, day);
    var real = date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day;
    return real && year >= 1900 && date <= new Date() ? date : null;
  }

  function checkDigit(number) {
    var sum = WEIGHTS.reduce(function (so_far, weight, place) { return so_far + weight * Number(number[place]); }, 0);
    return CHECKS[sum % 11];
  }

  function ageOf(born) {
    var now = new Date();
    var before = now.getMonth() < born.getMonth() ||
      (now.getMonth() === born.getMonth() && now.getDate() < born.getDate());
    return now.getFullYear() - born.getFullYear() - (before ? 1 : 0);
  }

  function said(number) {
    if (!/^\d{17}[\dX]$/.test(number)) { return { wrong: "身份证号应为17位数字加1位数字或X，请核对。" }; }
    var born = bornOn(number);
    if (!born) { return { wrong: "第7至14位不是有效的出生日期，请核对。" }; }
    if (checkDigit(number) !== number[17]) { return { wrong: "最后一位校验码不符，可能抄错了一位，请对照证件。" }; }
    var age = ageOf(born);
    var words = (Number(number[16]) % 2 ? "男" : "女") + "，" + born.getFullYear() + "年" + (born.getMonth() + 1) + "月" +
      born.getDate() + "日出生，" + age + "周岁";
    if (age < 16) { return { wrong: words + "。未满16周岁，不登记。" }; }
    return { words: words + (age > 60 ? "。超过60周岁，安排务工前请核实身体状况和意外保险。" : "") };
  }

  var number = form.querySelector("#id_id_number");
  var says = form.querySelector("#number-says");
  var known = form.querySelector("#known");
  var last = "";

  function readNumber() {
    var typed = plain(number.value);
    if (typed === last) { return; }
    last = typed;
    known.replaceChildren();
    says.textContent = "";
    says.classList.remove("is-wrong");
    if (typed.length < 18) { return; }
    var told = said(typed);
    says.textContent = told.wrong || told.words;
    says.classList.toggle("is-wrong", Boolean(told.wrong));
    if (!told.wrong && window.htmx) { window.htmx.trigger(form.querySelector("[data-known]"), "known"); }
  }

  /* What is known of the person: the name is filled in, earlier answers when asked for. */

  function fillName() {
    var told = known && known.querySelector("[data-known-name]");
    var name = form.elements.namedItem("name");
    if (told && !name.value) { name.value = told.dataset.knownName; }
  }

  function takeOver(button) {
    var answers = JSON.parse(button.dataset.take);
    Object.keys(answers).forEach(function (field) {
      var value = answers[field];
      if (!Array.isArray(value)) { form.elements.namedItem(field).value = value; return; }
      form.querySelectorAll("input[name=" + field + "]").forEach(function (box) {
        box.checked = value.indexOf(box.value) >= 0;
      });
    });
    form.querySelectorAll("[data-picks]").forEach(sayChosen);
    form.setAttribute("data-changed", "");
    form.elements.namedItem("phone").focus();
  }

  /* Multiple choices: type code or words, Enter or space picks, arrows move, backspace takes the last one back. */

  function lines(picks) { return Array.from(picks.querySelectorAll(".picks-list > label")); }
  function shown(picks) { return lines(picks).filter(function (line) { return !line.hidden; }); }
  function box(line) { return line.querySelector("input"); }
  function next(picks) { return picks.querySelector(".is-next"); }

  function mark(picks, line) {
    lines(picks).forEach(function (one) { one.classList.toggle("is-next", one === line); });
    if (line) { line.scrollIntoView({ block: "nearest" }); }
  }

  function sayChosen(picks) {
    var chosen = lines(picks).filter(function (line) { return box(line).checked; });
    var words = chosen.map(function (line) { return line.textContent.trim(); }).join("、");
    picks.querySelector("[data-picks-chosen]").textContent = words ? "已选：" + words : "";
  }

  function narrow(picks) {
    var typed = plain(picks.querySelector("[data-picks-filter]").value);
    lines(picks).forEach(function (line) {
      line.hidden = plain(line.textContent).indexOf(typed) < 0;
    });
    mark(picks, typed ? shown(picks)[0] : null);
  }

  function pick(picks, line) {
    var filter = picks.querySelector("[data-picks-filter]");
    box(line).checked = !box(line).checked;
    filter.value = "";
    narrow(picks);
    sayChosen(picks);
    form.setAttribute("data-changed", "");
  }

  function move(picks, step) {
    var rows = shown(picks);
    var at = rows.indexOf(next(picks));
    if (rows.length) { mark(picks, rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : (at + step + rows.length) % rows.length]); }
  }

  function keyInPicks(event, picks) {
    var filter = event.target, line = next(picks);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(picks, event.key === "ArrowDown" ? 1 : -1);
    } else if ((event.key === "Enter" || event.key === " ") && (line || filter.value)) {
      event.preventDefault();
      if (line) { pick(picks, line); }
    } else if (event.key === "Enter") {
      event.preventDefault();
      goOn(filter);
    } else if (event.key === "Escape") {
      filter.value = "";
      narrow(picks);
    } else if (event.key === "Backspace" && !filter.value) {
      var chosen = lines(picks).filter(function (one) { return box(one).checked; });
      if (chosen.length) { pick(picks, chosen[chosen.length - 1]); }
    }
  }

  /* Keys of the whole form */

  function goOn(field) {
    var stops = Array.from(form.querySelectorAll("input, select, textarea, button")).filter(function (one) {
      return one.type !== "hidden" && !one.disabled && !one.hidden && one.tabIndex >= 0 && one.offsetParent;
    });
    var following = stops[stops.indexOf(field) + 1];
    if (following) { following.focus(); }
  }

  form.addEventListener("keydown", function (event) {
    if (event.isComposing) { return; }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-next]"));
      return;
    }
    var picks = event.target.closest("[data-picks]");
    if (picks && event.target.matches("[data-picks-filter]")) { keyInPicks(event, picks); return; }
    if (event.key === "Enter" && event.target.matches("input:not([type=checkbox]), select")) {
      event.preventDefault();
      goOn(event.target);
    }
  });

  form.addEventListener("input", function (event) {
    if (event.target === number) { readNumber(); }
    if (event.target.matches("[data-picks-filter]")) { narrow(event.target.closest("[data-picks]")); }
  });
  form.addEventListener("change", function (event) {
    var picks = event.target.closest("[data-picks]");
    if (picks) { sayChosen(picks); }
  });
  form.addEventListener("click", function (event) {
    var button = event.target.closest("[data-take]");
    if (button) { takeOver(button); }
  });
  document.addEventListener("htmx:afterSwap", fillName);

  form.querySelectorAll("[data-picks]").forEach(function (picks) {
    picks.classList.add("picks-on");
    picks.querySelector("[data-picks-filter]").hidden = false;
    picks.querySelector(".picks-list").tabIndex = -1; /* a browser would stop at what scrolls; arrows move here */
    lines(picks).forEach(function (line) { box(line).tabIndex = -1; });
    sayChosen(picks);
  });
  var bad = form.querySelector(".field-bad input:not([hidden]), .field-bad select");
  if (bad) { bad.focus(); }
  if (number) { window.addEventListener("load", readNumber); }
})();
