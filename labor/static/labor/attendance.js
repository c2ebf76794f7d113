/* The grid as people know it from Excel: arrows, selection, copy and paste, undo, sums while typing. The form works
   without this file; with it, only cells that were changed are sent. */
(function () {
  "use strict";
  var form = document.getElementById("attendance");
  if (!form) { return; }
  var table = form.querySelector("table"), said = document.getElementById("grid-said");
  var MARKS = JSON.parse(form.dataset.marks);
  var ROOM = 40; // cells named one by one when a paste does not fit
  var rows = Array.from(table.tBodies[0].rows), feet = table.tFoot.rows[0].cells;
  var grid = rows.map(function (row) {
    return Array.from(row.cells).slice(1, -1).map(function (cell) { return cell.querySelector("input"); });
  });
  var width = grid[0].length, places = new Map();
  grid.forEach(function (line, y) {
    line.forEach(function (input, x) { if (input) { places.set(input, { x: x, y: y }); } });
  });
  var anchor = null, end = null, before = "", undone = [], redone = [];

  /* Marks and sums, in halves of a day */
  function halves(text) {
    var plain = text.normalize("NFKC").replace(/\s+/g, "").toUpperCase();
    return Object.prototype.hasOwnProperty.call(MARKS, plain) ? MARKS[plain] / 50 : null;
  }
  function kept(input) { return input.dataset.kept === undefined ? input.defaultValue : input.dataset.kept; }
  function worked(input) { return (input && halves(input.value)) || 0; }
  function sum(inputs) { return inputs.reduce(function (total, input) { return total + worked(input); }, 0); }
  function show(cell, total, blank) { cell.textContent = total || !blank ? String(total / 2) : ""; }
  function column(x) { return grid.map(function (line) { return line[x]; }); }
  function addUp(ys, xs) {
    ys.forEach(function (y) { show(rows[y].lastElementChild, sum(grid[y])); });
    xs.forEach(function (x) { show(feet[x + 1], sum(column(x)), true); });
    show(feet[width + 1], grid.reduce(function (total, line) { return total + sum(line); }, 0));
  }
  function judge(input) {
    var isMark = halves(input.value) !== null;
    if (isMark) { input.removeAttribute("aria-invalid"); } else { input.setAttribute("aria-invalid", "true"); }
    input.title = isMark ? "" : "看不懂这个符号";
    input.classList.toggle("unsaved", input.value !== kept(input));
  }
  function settle(inputs) {
    var xs = new Set(), ys = new Set();
    inputs.forEach(function (input) {
      var place = places.get(input);
      judge(input);
      xs.add(place.x);
      ys.add(place.y);
    });
    addUp(Array.from(ys), Array.from(xs));
    var changed = Array.from(places.keys()).some(function (input) { return input.value !== kept(input); });
    if (changed) { form.setAttribute("data-changed", ""); } else { form.removeAttribute("data-changed"); }
  }

  /* Every change is a list of [cell, was, is], so that it can be taken back whole */
  function change(list) {
    var real = list.filter(function (one) { return one[1] !== one[2]; });
    if (!real.length) { return; }
    undone.push(real);
    redone = [];
    put(real, 2);
  }
  function put(list, side) {
    list.forEach(function (one) { one[0].value = one[side]; });
    settle(list.map(function (one) { return one[0]; }));
    var active = document.activeElement;
    if (places.has(active)) { before = active.value; active.select(); }
  }
  function commit(input) {
    if (input.value === before) { return; }
    undone.push([[input, before, input.value]]);
    redone = [];
    before = input.value;
  }
  function turnBack(from, to, side) {
    var active = document.activeElement;
    if (places.has(active)) { commit(active); }
    var list = from.pop();
    if (!list) { return; }
    to.push(list);
    go(list[0][0]);
    put(list, side);
  }
  function undo() { turnBack(undone, redone, 1); }
  function redo() { turnBack(redone, undone, 2); }

  /* Where one is, and what is chosen */
  function go(input) {
    var place = places.get(input);
    anchor = end = place;
    input.focus();
    input.select();
    paint();
  }
  function box() {
    return {
      left: Math.min(anchor.x, end.x), right: Math.max(anchor.x, end.x),
      top: Math.min(anchor.y, end.y), bottom: Math.max(anchor.y, end.y),
    };
  }
  function isWide() { return anchor && (anchor.x !== end.x || anchor.y !== end.y); }
  function chosen() {
    if (!anchor) { return []; }
    var around = box(), found = [];
    for (var y = around.top; y <= around.bottom; y += 1) {
      for (var x = around.left; x <= around.right; x += 1) { if (grid[y][x]) { found.push(grid[y][x]); } }
    }
    return found;
  }
  function paint() {
    table.querySelectorAll(".chosen").forEach(function (input) { input.classList.remove("chosen"); });
    if (isWide()) { chosen().forEach(function (input) { input.classList.add("chosen"); }); }
  }
  function step(place, dx, dy) {
    var x = place.x + dx, y = place.y + dy;
    while (grid[y] && x >= 0 && x < width) {
      if (grid[y][x]) { return grid[y][x]; }
      x += dx;
      y += dy;
    }
    return null;
  }
  function move(dx, dy) {
    var next = step(places.get(document.activeElement), dx, dy);
    if (next) { go(next); }
  }
  function extend(dx, dy) {
    var x = Math.min(Math.max(end.x + dx, 0), width - 1), y = Math.min(Math.max(end.y + dy, 0), grid.length - 1);
    end = { x: x, y: y };
    paint();
    (grid[y][x] || rows[y].cells[x + 1]).scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /* Filling */
  function fill(inputs, text) {
    change(inputs.map(function (input) { return [input, input.value, text]; }));
  }
  function fillBlanks(inputs) {
    fill(inputs.filter(function (input) { return input && !input.value.trim(); }), "√");
  }

  /* Excel: rows by line, cells by tab */
  function copied() {
    var around = box(), lines = [];
    for (var y = around.top; y <= around.bottom; y += 1) {
      lines.push(grid[y].slice(around.left, around.right + 1).map(function (input) { return input ? input.value : ""; }).join("\t"));
    }
    return lines.join("\n");
  }
  function name(y) { return rows[y].cells[0].firstChild.textContent.trim(); }
  function day(x) { return table.tHead.rows[0].cells[x + 1].firstChild.textContent.trim() + "日"; }
  function paste(text) {
    var lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map(function (line) { return line.split("\t"); });
    if (lines.length === 1 && lines[0].length === 1 && isWide()) { fill(chosen(), lines[0][0].trim()); return; }
    var around = box(), list = [], left = [], odd = [];
    lines.forEach(function (cells, dy) {
      cells.forEach(function (cell, dx) {
        var mark = cell.trim(), y = around.top + dy, x = around.left + dx, input = grid[y] && grid[y][x];
        if (input) {
          list.push([input, input.value, mark]);
          if (halves(mark) === null) { odd.push(name(y) + day(x) + "“" + mark.slice(0, 8) + "”"); }
        } else if (mark) { left.push(place(y, x, dy, dx) + "“" + mark.slice(0, 8) + "”"); }
      });
    });
    change(list);
    tell(left, odd);
  }
  function place(y, x, dy, dx) {
    if (grid[y] && x < width) { return name(y) + day(x) + "（" + rows[y].cells[x + 1].title + "）"; }
    return "所贴第" + (dy + 1) + "行第" + (dx + 1) + "列（超出表格）";
  }
  function named(list) { return list.slice(0, ROOM).join("、") + (list.length > ROOM ? "等" + list.length + "格" : ""); }
  function tell(left, odd) {
    var lines = [];
    if (left.length) { lines.push("没有贴进去的（原有内容没有动）：" + named(left) + "。"); }
    if (odd.length) { lines.push("看不懂的符号，已标红，请更正：" + named(odd) + "。"); }
    said.textContent = lines.join("\n");
  }

  /* What people do */
  var ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function onKey(event) {
    if (event.isComposing || !places.has(event.target)) { return; }
    var arrow = ARROWS[event.key], control = event.ctrlKey || event.metaKey, key = event.key.toLowerCase();
    var done = true;
    if (arrow && event.shiftKey) { extend(arrow[0], arrow[1]); }
    else if (arrow && !event.altKey) { move(arrow[0], arrow[1]); }
    else if (key === "enter" && control) { commit(event.target); fill(chosen(), event.target.value.trim()); }
    else if (key === "enter") { move(0, event.shiftKey ? -1 : 1); }
    else if (key === "delete" || (key === "backspace" && isWide())) { commit(event.target); fill(chosen(), ""); }
    else if (key === "escape") { event.target.value = before; settle([event.target]); go(event.target); }
    else if (control && key === "z") { if (event.shiftKey) { redo(); } else { undo(); } }
    else if (control && key === "y") { redo(); }
    else { done = false; }
    if (done) { event.preventDefault(); }
  }
  table.addEventListener("keydown", onKey);
  table.addEventListener("focusin", function (event) {
    if (!places.has(event.target)) { return; }
    before = event.target.value;
    if (!anchor || grid[anchor.y][anchor.x] !== event.target) { anchor = end = places.get(event.target); paint(); }
    event.target.select();
  });
  table.addEventListener("focusout", function (event) { if (places.has(event.target)) { commit(event.target); } });
  table.addEventListener("input", function (event) {
    if (!places.has(event.target)) { return; }
    if (isWide()) { anchor = end = places.get(event.target); paint(); }
    settle([event.target]);
    event.stopPropagation(); // the guard is set by what differs, not by every key
  });
  table.addEventListener("mousedown", function (event) {
    if (event.shiftKey && anchor && places.has(event.target)) {
      event.preventDefault();
      end = places.get(event.target);
      paint();
    }
  });
  table.addEventListener("copy", function (event) {
    if (!anchor) { return; }
    event.clipboardData.setData("text/plain", copied());
    event.preventDefault();
  });
  table.addEventListener("cut", function (event) {
    if (!anchor) { return; }
    event.clipboardData.setData("text/plain", copied());
    event.preventDefault();
    fill(chosen(), "");
  });
  table.addEventListener("paste", function (event) {
    if (!places.has(event.target)) { return; }
    event.preventDefault();
    commit(event.target);
    paste(event.clipboardData.getData("text/plain"));
  });
  form.addEventListener("pointerdown", function (event) {
    if (event.target.closest(".attendance-tools button")) { event.preventDefault(); } // the cell keeps the focus
  });
  form.addEventListener("click", function (event) {
    var button = event.target.closest(".attendance-tools button");
    if (!button) { return; }
    if (button.hasAttribute("data-undo")) { undo(); return; }
    if (!anchor) { said.textContent = "请先点一个格子。"; return; }
    said.textContent = "";
    if (places.has(document.activeElement)) { commit(document.activeElement); }
    if (button.dataset.put !== undefined) { fill(chosen(), button.dataset.put); }
    if (button.dataset.fill === "row") { fillBlanks(grid[end.y]); }
    if (button.dataset.fill === "column") { fillBlanks(column(end.x)); }
  });
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("formdata", function (event) {
    places.forEach(function (_, input) {
      if (input.value === kept(input)) { event.formData.delete(input.name); }
    });
  });

  places.forEach(function (_, input) { if (input.value !== kept(input)) { input.classList.add("unsaved"); } });
  if (location.hash && places.has(document.getElementById(location.hash.slice(1)))) { document.getElementById(location.hash.slice(1)).focus(); }
  else if (document.getElementById("refused")) { document.getElementById("refused").focus(); }
  else if (matchMedia("(hover: hover)").matches && places.size) { places.keys().next().value.focus({ preventScroll: true }); }
})();
