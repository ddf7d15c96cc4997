// What the page of textual-serve leaves out: focus, sound, keys for fingers, and a word when the line is lost.
//
// textual.js makes the terminal and its websocket, and keeps both to itself. It is started by hand, once the font is
// there (it measures a character first), and its websocket is made by the class below, which looks on.
"use strict";
(() => {
  const body = document.body, host = document.getElementById("terminal"), keys = document.getElementById("keys");
  const LEFT = 4000, SIGNED_OUT = 4001, MADE_ROOM = 4002;
  const FONT_MS = 3000, RETRY_MS = [500, 1000, 2000, 3000, 5000];
  let wire = null, tries = 0;

  // --- the line

  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(url) {
      super(url);
      wire = this;
      this.addEventListener("message", (event) => {
        if (typeof event.data === "string") return;
        body.dataset.state = "open";
        ring(new Uint8Array(event.data));
      });
      this.addEventListener("close", (event) => ended(event.code));
    }
    send(data) { // what is typed while the line is down goes nowhere, and the page says that it is down
      if (this.readyState === Socket.OPEN) super.send(data);
    }
  };

  function type(text) { if (wire) wire.send(JSON.stringify(["stdin", text])); }

  function ended(code) {
    if (code === LEFT) location.replace("/stations");
    else if (code === SIGNED_OUT) location.replace("/");
    else if (code === MADE_ROOM) body.dataset.state = "elsewhere";
    else { body.dataset.state = "lost"; again(); }
  }

  function again() {
    setTimeout(async () => {
      let status = 0;
      try { status = (await fetch("/ping", { cache: "no-store" })).status; } catch { /* not back yet */ }
      if (status === 204) location.reload();
      else if (status === 401) location.replace("/");
      else again();
    }, RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)]);
  }

  // Only what this box made is fetched, and no link on the screen leads anywhere: a barcode may hold one.
  window.open = (url) => {
    const to = url ? new URL(url, location.href) : null;
    if (to && to.origin === location.origin && to.pathname.startsWith("/download/")) {
      const link = document.createElement("a");
      link.href = to.pathname;
      link.download = "";
      link.click();
    }
    return null;
  };

  // --- sound: each BEL that is not the end of a title (OSC ... BEL)

  let audio = null, inside = "";
  function ring(bytes) {
    for (const byte of bytes) {
      if (inside === "osc") inside = byte === 7 || byte === 0x9c ? "" : byte === 27 ? "osc-esc" : "osc";
      else if (inside === "osc-esc") inside = byte === 0x5c ? "" : "osc";
      else if (inside === "esc") inside = byte === 0x5d ? "osc" : byte === 27 ? "esc" : "";
      else if (byte === 27) inside = "esc";
      else if (byte === 7) beep();
    }
  }

  function beep() {
    body.dataset.bells = Number(body.dataset.bells || 0) + 1;
    if (navigator.vibrate) navigator.vibrate(80);
    if (!audio || audio.state !== "running") return;
    const tone = audio.createOscillator(), volume = audio.createGain(), now = audio.currentTime;
    tone.frequency.value = 1000;
    volume.gain.setValueAtTime(0.3, now);
    volume.gain.setTargetAtTime(0, now + 0.09, 0.01);
    tone.connect(volume).connect(audio.destination);
    tone.start(now);
    tone.stop(now + 0.14);
  }

  function wake() { // browsers let a page sound after its first key or tap
    const Audio = window.AudioContext || window.webkitAudioContext;
    if (!audio && Audio) audio = new Audio();
    if (audio && audio.state === "suspended") audio.resume().catch(() => {});
  }

  // --- focus: a scanner types into whatever has it

  const field = () => host.querySelector(".xterm-helper-textarea");

  function hold() {
    const one = field();
    if (!one || body.dataset.state === "elsewhere") return;
    if (document.activeElement !== one) one.focus({ preventScroll: true });
  }

  function settle() {
    const one = field();
    for (const [name, value] of Object.entries({
      inputmode: "none", autocapitalize: "off", autocorrect: "off", autocomplete: "off", spellcheck: "false",
    })) one.setAttribute(name, value);
    one.addEventListener("blur", () => setTimeout(hold));
    hold();
  }

  addEventListener("focus", hold);
  document.addEventListener("visibilitychange", hold);
  document.addEventListener("pointerup", () => setTimeout(hold));
  document.addEventListener("pointerdown", wake, true);
  document.addEventListener("keydown", (event) => {
    wake();
    if (document.activeElement !== field()) hold();
    if (/^F([1-9]|10)$/.test(event.key) || event.key === "Tab") event.preventDefault();
  }, true);
  document.addEventListener("contextmenu", (event) => event.preventDefault());

  // --- keys for fingers

  const FUNCTION = ["", "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~", "\x1b[20~", "\x1b[21~"];
  const isTouch = matchMedia("(pointer: coarse)").matches;
  body.classList.toggle("touch", isTouch);

  keys.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the focus stays where it is
    const button = event.target.closest("button");
    if (!button) return;
    const { key, send, shows, size } = button.dataset;
    if (key) type(FUNCTION[key]);
    else if (send) type(send);
    else if (size) larger(Number(size));
    else if (shows) {
      const row = keys.querySelector("." + shows);
      row.hidden = !row.hidden;
      button.setAttribute("aria-pressed", String(!row.hidden));
      dispatchEvent(new Event("resize"));
    }
  });

  // --- size of a character

  const remembered = { get: () => { try { return Number(localStorage.getItem("size")); } catch { return 0; } },
    set: (value) => { try { localStorage.setItem("size", value); } catch { /* private window */ } } };
  const size = remembered.get() || (isTouch && innerWidth < 480 ? 18 : 16);

  function larger(by) {
    remembered.set(Math.max(10, Math.min(size + by, 40)));
    location.reload();
  }

  // --- start

  const start = window.onload;
  window.onload = null;
  host.dataset.fontSize = size;
  host.dataset.sessionWebsocketUrl = location.origin.replace(/^http/, "ws") + location.pathname + "/ws";
  const font = Promise.race([
    Promise.all([document.fonts.load(`${size}px "Roboto Mono"`), document.fonts.load(`bold ${size}px "Roboto Mono"`)]),
    new Promise((done) => setTimeout(done, FONT_MS)),
  ]);
  const loaded = new Promise((done) => document.readyState === "complete" ? done() : addEventListener("load", done));
  Promise.all([font, loaded]).finally(() => { start(new Event("load")); settle(); });
})();
