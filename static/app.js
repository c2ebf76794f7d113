/* Small conveniences of every page. Everything works without this file; it only makes it quicker.
   Handlers listen on the document, so they also serve what htmx brings in later. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  function menuButton() { return document.querySelector("[data-menu]"); }

  function showMenu(open) {
    var button = menuButton();
    if (!button) { return; }
    button.setAttribute("aria-expanded", String(open));
    root.classList.toggle("menu-open", open);
  }

  function closeDetails(inside) {
    var details = inside.closest("details");
    details.open = false;
    details.querySelector("summary").focus();
  }

  document.addEventListener("click", function (event) {
    var target = event.target;
    if (!(target instanceof Element)) { return; }
    if (target.closest("[data-menu]")) { showMenu(!root.classList.contains("menu-open")); }
    if (target.closest("[data-dismiss]")) { target.closest(".notice").remove(); }
    if (target.closest("[data-close-details]")) { closeDetails(target); }
    if (target.closest("[data-print]")) { window.print(); }
    var filler = target.closest("[data-fill-account]");
    if (filler) { fillAccount(filler); }
    document.querySelectorAll("details.confirm[open]").forEach(function (open) {
      if (!open.contains(target)) { open.open = false; }
    });
  });

  function fillAccount(button) {
    document.getElementById("id_username").value = button.dataset.fillAccount;
    var password = document.getElementById("id_password");
    password.value = button.dataset.fillPassword;
    password.form.querySelector("[type=submit]").focus();
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      showMenu(false);
      var open = document.querySelector("details.confirm[open]");
      if (open) { closeDetails(open.querySelector("form")); }
    }
    var typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      var search = document.querySelector("[data-search], input[type=search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
  });

  /* A table that goes on under the right edge says so, on the screen alone. */
  function sayWide(box) {
    var wide = box.scrollWidth > box.clientWidth + 1;
    var said = box.previousElementSibling;
    if (!said || !said.matches(".goes-on")) {
      if (!wide) { return; }
      said = document.createElement("p");
      said.className = "goes-on";
      said.textContent = "表较宽，右边还有几列：左右滑动查看，用键盘先移到表上再按左右方向键。";
      box.before(said);
    }
    said.hidden = !wide;
  }

  /* What scrolls can be reached by key, so that arrows move a wide table. */
  function reachScrollers() {
    document.querySelectorAll(".sheet-scroll, .table-responsive, .chart, .tabs").forEach(function (box) {
      var scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
      if (scrolls) { box.setAttribute("tabindex", "0"); } else { box.removeAttribute("tabindex"); }
      if (box.matches(".sheet-scroll")) { sayWide(box); }
    });
  }
  document.addEventListener("DOMContentLoaded", reachScrollers);
  document.addEventListener("htmx:afterSettle", reachScrollers);
  window.addEventListener("resize", reachScrollers);

  /* After an act the page is new and the focus is nowhere: the next key starts at what was said of it, above the work,
     and not at the top of the menu again. A page that has put the focus somewhere itself keeps it. */
  function landOnWhatWasSaid() {
    var main = document.querySelector("main");
    var taken = document.activeElement !== document.body || location.hash;
    if (!main || taken || main.querySelector("[autofocus]")) { return; }
    var said = main.querySelector(".form-errors, .notice-error[role=alert], .notices > .notice");
    if (said) { said.tabIndex = -1; said.focus(); }
  }
  document.addEventListener("DOMContentLoaded", landOnWhatWasSaid);

  /* A second click must not send the form twice; the button says that something is going on. A form that may be sent
     again (a download leaves the page where it is) is busy until its file has come: the answer brings back, as a
     cookie, the word the form was sent with. */
  var LONGEST_WAIT = 3 * 60 * 1000;
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.removeAttribute("data-changed");
    var button = event.submitter;
    if (button) { button.classList.add("is-busy"); button.setAttribute("aria-busy", "true"); }
    if (form.hasAttribute("data-again")) { awaitFile(form); }
  });

  function awaitFile(form) {
    var word = Math.random().toString(36).slice(2, 12);
    var field = form.querySelector("[name=awaited]") || document.createElement("input");
    field.type = "hidden";
    field.name = "awaited";
    field.value = word;
    form.append(field);
    var until = Date.now() + LONGEST_WAIT;
    var look = window.setInterval(function () {
      var came = document.cookie.split("; ").indexOf("arrived-" + word + "=1") >= 0;
      if (came) { document.cookie = "arrived-" + word + "=; Max-Age=0; Path=/"; }
      if (came || Date.now() > until) { window.clearInterval(look); free(form); }
    }, 300);
  }

  function free(form) {
    delete form.dataset.sent;
    Array.from(form.elements).forEach(function (button) {
      button.classList.remove("is-busy");
      button.removeAttribute("aria-busy");
    });
  }
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(free);
  });

  /* Typing is work: it keeps the session alive (idle for 30 minutes ends it), and leaving a changed form asks first. */
  var lastSign = Date.now();
  document.addEventListener("input", function (event) {
    var form = event.target.closest("form");
    if (form && form.hasAttribute("data-guard")) { form.setAttribute("data-changed", ""); }
    if (Date.now() - lastSign > 5 * 60 * 1000) {
      lastSign = Date.now();
      fetch(document.body.dataset.alive, { credentials: "same-origin" });
    }
  });
  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector("form[data-changed]")) { event.preventDefault(); }
  });

  /* A partial answered by the sign-in page means the session has ended: go there as a whole page. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var address = event.detail.xhr.responseURL;
    if (address && new URL(address).pathname === document.body.dataset.login) {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
  });
})();
