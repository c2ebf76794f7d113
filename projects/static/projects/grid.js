/* The grid under the fingers of who knows Excel: arrows, Enter down, a pasted block. The page works without it. */
(function () {
  "use strict";
  var form = document.getElementById("grid");
  if (!form) { return; }
  var said = document.getElementById("grid-said"), undo = document.getElementById("grid-undo");
  var lines = Array.from(form.querySelectorAll("tbody > tr")).map(function (row) {
    return Array.from(row.querySelectorAll("td")).slice(1).map(function (cell) {
      return cell.querySelector("[data-cell]");
    });
  });
  var last = []; // of the last paste: [cell, what it held]

  function placeOf(cell) {
    for (var y = 0; y < lines.length; y += 1) {
      var x = lines[y].indexOf(cell);
      if (x >= 0) { return { x: x, y: y }; }
    }
    return null;
  }

  /* The next cell in a direction that can be typed into */
  function step(place, dx, dy) {
    var x = place.x + dx, y = place.y + dy;
    while (lines[y] && x >= 0 && x < lines[y].length) {
      if (lines[y][x]) { return lines[y][x]; }
      x += dx;
      y += dy;
    }
    return null;
  }

  function atEdge(cell, dx) {
    if (cell.selectionStart === undefined || cell.selectionStart === null) { return true; }
    var whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    var edge = dx < 0 ? 0 : cell.value.length;
    return whole || (cell.selectionStart === edge && cell.selectionEnd === edge);
  }

  function go(cell) {
    cell.focus();
    if (cell.select) { cell.select(); }
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  form.addEventListener("keydown", function (event) {
    var cell = event.target.closest("[data-cell]"), place = cell && placeOf(cell);
    if (!place || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    var isChoice = cell.matches("select"), next = null;
    if (event.key === "Enter" && !event.shiftKey) { next = step(place, 0, 1); event.preventDefault(); }
    if (event.key === "ArrowDown" && !isChoice) { next = step(place, 0, 1); }
    if (event.key === "ArrowUp" && !isChoice) { next = step(place, 0, -1); }
    if (event.key === "ArrowLeft" && !isChoice && atEdge(cell, -1)) { next = step(place, -1, 0); }
    if (event.key === "ArrowRight" && !isChoice && atEdge(cell, 1)) { next = step(place, 1, 0); }
    if (next) { event.preventDefault(); go(next); }
  });

  /* A block as Excel copies it: lines by line end, cells by tab; a cell with line ends in it stands in quotes. */
  function block(text) {
    var rows = [[]], cell = "", quoted = false;
    function close() { rows[rows.length - 1].push(cell); cell = ""; }
    for (var at = 0; at < text.length; at += 1) {
      var sign = text[at];
      if (quoted && sign === '"' && text[at + 1] === '"') { cell += sign; at += 1;
      } else if (quoted && sign === '"') { quoted = false;
      } else if (quoted) { cell += sign;
      } else if (sign === '"' && cell === "") { quoted = true;
      } else if (sign === "\t") { close();
      } else if (sign === "\n") { close(); rows.push([]);
      } else if (sign !== "\r") { cell += sign; }
    }
    close();
    if (rows[rows.length - 1].join("") === "" && rows.length > 1) { rows.pop(); }
    return rows;
  }

  /* Put a text into a cell; a choice takes the words of one of its options. Answers whether it fitted. */
  function put(cell, text) {
    var value = text.trim();
    if (cell.matches("select")) {
      var option = Array.from(cell.options).find(function (one) { return one.text === value || one.value === value; });
      if (!option) { return false; }
      value = option.value;
    }
    last.push([cell, cell.value]);
    cell.value = value;
    return true;
  }

  function tell(text, mayUndo) {
    said.textContent = text;
    undo.hidden = !mayUndo;
  }

  form.addEventListener("paste", function (event) {
    var cell = event.target.closest("[data-cell]"), place = cell && placeOf(cell);
    var text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    var one = text.replace(/\r?\n$/, "");
    if (!place || (one.indexOf("\t") < 0 && (one.indexOf("\n") < 0 || cell.matches("textarea")))) { return; }
    event.preventDefault();
    var left = 0;
    last = [];
    block(text).forEach(function (texts, dy) {
      texts.forEach(function (word, dx) {
        var target = lines[place.y + dy] && lines[place.y + dy][place.x + dx];
        if (!target ? word.trim() !== "" : !put(target, word)) { left += 1; }
      });
    });
    form.setAttribute("data-changed", "");
    tell("已粘贴" + last.length + "格" + (left ? "，有" + left + "格放不下或不能填，没有粘贴" : "") + "。", last.length > 0);
  });

  undo.addEventListener("click", function () {
    var first = last.length ? last[0][0] : null;
    last.forEach(function (one) { one[0].value = one[1]; });
    last = [];
    tell("已撤销粘贴。", false);
    if (first) { go(first); } // the button is gone: the fingers are back where they pasted
  });
})();
