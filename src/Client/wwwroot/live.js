// Keeps a hall's board fresh: one EventSource, closed while the page is hidden. Only cells that differ are touched, so rows never jump.
(() => {
  'use strict';
  const board = document.getElementById('board');
  if (!board || !window.EventSource) return;
  const byId = (id) => document.getElementById(id);
  const statuses = {
    open: ['● 开放', 'open'], paused: ['‖ 暂停', 'paused'], preparing: ['◐ 准备', 'preparing'], closed: ['○ 关闭', 'closed'],
  };
  const silentAfterMs = 20000;
  let source = null;
  let heard = 0;
  let lastCall = null;
  let wasOpened = false;

  // Two languages in one element, without markup from data.
  const both = (element, chinese, english) => {
    const span = document.createElement('span');
    span.lang = 'en';
    span.textContent = english;
    element.replaceChildren(chinese + ' ', span);
  };

  const put = (cell, text) => {
    if (cell.textContent === text) return;
    cell.textContent = text;
    flash(cell);
  };

  const flash = (cell) => {
    cell.classList.remove('changed');
    void cell.offsetWidth;
    cell.classList.add('changed');
  };

  const show = (view) => {
    for (const w of view.windows) {
      const row = board.querySelector(`tr[data-window="${CSS.escape(w.window)}"]`);
      if (!row) continue;
      const cell = (name) => row.querySelector(`[data-cell="${name}"]`);
      const status = cell('status');
      if (status.dataset.status !== w.status) {
        status.dataset.status = w.status;
        both(status, ...(statuses[w.status] || statuses.closed));
        flash(status);
      }
      put(cell('staff'), w.staff ? `${w.staff.name} ${w.staff.number}` : '—');
      put(cell('ticket'), w.ticket || '—');
      put(cell('queue'), String(w.queueLength));
    }
    put(byId('waiting'), String(view.waiting));
    put(byId('longest'), String(view.longestWaitMinutes));
    byId('as-of').textContent = view.asOf.slice(11, 19);
    const call = view.calls[0];
    const key = call ? `${call.ticket} ${call.window} ${call.at}` : '';
    if (key !== lastCall) {
      // The first view is not news: what is called now stands there already.
      if (lastCall !== null || !byId('call').textContent) {
        if (call) {
          const w = view.windows.find((x) => x.window === call.window);
          both(byId('call'), `请 ${call.ticket} 号到 ${(w && w.name) || call.window}`, `Ticket ${call.ticket}, please go to window ${call.window}`);
        } else byId('call').textContent = '';
      }
      lastCall = key;
    }
  };

  const freshness = (state, chinese, english) => {
    const element = byId('freshness');
    if (element.dataset.state === state) return;
    element.dataset.state = state;
    const time = byId('as-of');
    const span = document.createElement('span');
    span.lang = 'en';
    span.textContent = english;
    element.replaceChildren(chinese + ' ', span, ' ', time);
  };

  const live = () => {
    heard = performance.now();
    freshness('live', '● 实时', 'live, as of');
  };

  const open = () => {
    if (source) return;
    source = new EventSource(`/api/v1/live/displays/${encodeURIComponent(board.dataset.hall)}`);
    source.onopen = () => { wasOpened = true; live(); };
    source.onerror = () => freshness('cut', '○ 已断开，数据截至', 'disconnected, as of');
    for (const name of ['snapshot', 'change']) {
      source.addEventListener(name, (e) => { live(); show(JSON.parse(e.data)); });
    }
  };

  const close = () => {
    if (source) source.close();
    source = null;
  };

  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  window.addEventListener('pagehide', close);
  setInterval(() => {
    if (wasOpened && source && source.readyState !== EventSource.OPEN && performance.now() - heard > silentAfterMs) {
      freshness('cut', '○ 已断开，数据截至', 'disconnected, as of');
    }
  }, 5000);
  if (!document.hidden) open();
})();
