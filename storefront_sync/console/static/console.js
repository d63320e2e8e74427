"use strict";
(() => {
  const root = document.documentElement;
  const board = document.getElementById("board");
  const outside = document.getElementById("outside");
  const stale = document.getElementById("stale");
  const EVERY = 30_000, PATIENCE = 20_000, ALONE = 10_000;
  const from = document.referrer ? new URL(document.referrer).origin : "";
  let dashboard = from === location.origin ? "" : from;
  let token = "", shown = false, running = null, timer = 0, last = 0;

  // Storage may be closed to a frame; then the language is asked for anew each time.
  const kept = {
    read() { try { return localStorage.getItem("language"); } catch { return null; } },
    write(value) { try { localStorage.setItem("language", value); } catch { /* closed */ } },
  };
  const speak = (locale) => {
    const wanted = String(locale).slice(0, 2).toLowerCase();
    return wanted === "id" || wanted === "en" ? wanted : root.dataset.language;
  };
  const setTheme = (theme) => { if (theme === "dark" || theme === "light") root.dataset.theme = theme; };
  root.lang = speak(kept.read() ?? root.lang);

  async function refresh() {
    if (!token) return;
    clearTimeout(timer);
    running?.abort();
    const mine = running = new AbortController();
    const patience = setTimeout(() => mine.abort(), PATIENCE);
    try {
      const answer = await fetch(`/console/overview?lang=${root.lang}`, {
        headers: { Authorization: `Bearer ${token}` }, signal: mine.signal, cache: "no-store", credentials: "omit",
      });
      const html = await answer.text();
      if (mine !== running) return;
      // A sentence about a short trouble doesn't replace numbers that are still worth reading.
      if (answer.ok || answer.status === 403 || !shown) board.innerHTML = html;
      shown ||= answer.ok;
      stale.hidden = answer.ok || !shown;
    } catch {
      if (mine !== running) return;
      stale.hidden = false;
    } finally {
      clearTimeout(patience);
      if (mine === running) {
        board.removeAttribute("aria-busy");
        last = Date.now();
        timer = setTimeout(whenSeen, EVERY);
      }
    }
  }
  const whenSeen = () => { if (!document.hidden) refresh(); };

  addEventListener("message", (event) => {
    if (parent === window || event.source !== parent || (dashboard && event.origin !== dashboard)) return;
    const { type, payload } = event.data ?? {};
    if ((type === "handshake" || type === "tokenRefresh") && payload?.token) {
      dashboard ||= event.origin;
      const news = token !== payload.token;
      token = payload.token;
      outside.hidden = true;
      // The Dashboard shakes hands several times with one token.
      if (news && (!shown || !stale.hidden)) refresh();
    } else if (type === "theme") setTheme(payload?.theme);
    else if (type === "localeChanged") {
      const before = root.lang;
      root.lang = speak(payload?.locale);
      kept.write(root.lang);
      if (root.lang !== before) refresh();
    }
  });
  document.addEventListener("visibilitychange", () => { if (Date.now() - last >= EVERY) whenSeen(); });

  const alone = () => { if (!token) { outside.hidden = false; board.replaceChildren(); } };
  if (parent === window) alone();
  else {
    setTimeout(alone, ALONE);
    parent.postMessage({ type: "notifyReady", payload: { actionId: `${Date.now()}-${Math.random()}` } }, dashboard || "*");
  }
})();
