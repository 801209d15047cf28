'use strict';

const MAX_ROWS = 100;
const MAX_POINTS = 60;
const RETRY_MILLIS = 3000;

const byId = (id) => document.getElementById(id);

/* Whatever devices and publishers send is set as text, never as HTML. */
function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

const numbers = new Intl.NumberFormat('en');
const percent = (value) => (value == null ? '–' : Math.round(value * 100) + ' %');

function ago(instant) {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(instant)) / 1000));
  if (seconds < 2) {
    return 'just now';
  }
  if (seconds < 90) {
    return seconds + ' s ago';
  }
  if (seconds < 90 * 60) {
    return Math.round(seconds / 60) + ' min ago';
  }
  return new Date(instant).toLocaleString();
}

function bytes(size) {
  if (size < 1024) {
    return size + ' B';
  }
  return size < 1024 * 1024 ? (size / 1024).toFixed(1) + ' KiB' : (size / 1024 / 1024).toFixed(1) + ' MiB';
}

/* Devices */

const devices = new Map();

function createCard(id) {
  const card = byId('device-template').content.firstElementChild.cloneNode(true);
  const heading = card.querySelector('.device-id');
  heading.textContent = id;
  heading.title = id;
  return card;
}

function drawMetric(metric, name, value, values) {
  setText(metric.querySelector('dd'), percent(value));
  const svg = metric.querySelector('svg');
  if (values.length === 0) {
    svg.setAttribute('aria-label', name + ': no readings');
    svg.querySelectorAll('path').forEach((path) => path.removeAttribute('d'));
    return;
  }
  const top = Math.max(1, ...values);
  const step = 100 / (MAX_POINTS - 1);
  const start = 100 - (values.length - 1) * step;
  const points = values.map((v, i) => (start + i * step).toFixed(2) + ' ' + (28.5 - (v / top) * 27).toFixed(2));
  // A single reading is a short line, not an invisible point.
  const line = points.length === 1 ? 'M98 ' + points[0].split(' ')[1] + 'H100' : 'M' + points.join('L');
  svg.querySelector('.line').setAttribute('d', line);
  svg.querySelector('.area').setAttribute('d', points.length === 1 ? '' : line + 'L100 30L' + start.toFixed(2) + ' 30Z');
  svg.setAttribute('aria-label', name + ' in the last ' + values.length + ' readings: lowest '
    + percent(Math.min(...values)) + ', highest ' + percent(Math.max(...values)));
}

function drawDevice(entry) {
  const { card, device } = entry;
  card.classList.toggle('offline', !device.online);
  const badge = card.querySelector('.badge');
  setText(badge, device.online ? 'online' : 'offline');
  badge.className = 'badge ' + (device.online ? 'badge-on' : 'badge-off');
  const readings = device.readings.slice(-MAX_POINTS);
  drawMetric(card.querySelector('.load'), 'Load', device.load, readings.map((reading) => reading.load));
  drawMetric(card.querySelector('.memory'), 'Memory', device.memory, readings.map((reading) => reading.memory));
  drawSeen(entry);
}

function drawSeen({ card, device }) {
  const time = card.querySelector('time');
  time.dateTime = device.lastSeen;
  setText(time, ago(device.lastSeen));
}

function updateDevices({ ids, changed }) {
  const known = new Set(ids);
  for (const [id, { card }] of devices) {
    if (!known.has(id)) {
      card.remove();
      devices.delete(id);
    }
  }
  for (const device of changed) {
    const entry = devices.get(device.id) || { card: createCard(device.id) };
    entry.device = device;
    devices.set(device.id, entry);
    drawDevice(entry);
  }
  const list = byId('devices');
  ids.forEach((id, index) => {
    const entry = devices.get(id);
    if (entry && list.children[index] !== entry.card) {
      list.insertBefore(entry.card, list.children[index] || null);
    }
  });
  const online = [...devices.values()].filter(({ device }) => device.online).length;
  setText(byId('devices-summary'), devices.size ? online + ' of ' + devices.size + ' online' : '');
  byId('devices-empty').hidden = devices.size > 0;
}

setInterval(() => devices.forEach(drawSeen), 1000);

/* Messages */

let messages = [];
let replaceMessages = true;
let paused = false;

function createRow(message) {
  const row = byId('message-template').content.firstElementChild.cloneNode(true);
  const topic = row.querySelector('.topic');
  topic.textContent = message.topic;
  topic.title = message.topic.slice(0, 500);
  row.querySelector('.qos').textContent = 'QoS ' + message.qos;
  row.querySelector('.retained').hidden = !message.retained;
  row.querySelector('.size').textContent = bytes(message.size);
  const time = row.querySelector('time');
  time.dateTime = message.at;
  time.textContent = new Date(message.at).toLocaleTimeString('en-GB');
  const payload = row.querySelector('.payload');
  payload.textContent = message.size === 0 ? 'empty' : message.payload + (message.truncated ? ' …' : '');
  payload.classList.toggle('note', message.size === 0);
  row.dataset.number = message.number;
  return row;
}

function drawMessages(fresh) {
  const filter = byId('filter').value.trim();
  const shown = messages.filter((message) => message.topic.includes(filter)).slice(0, MAX_ROWS);
  const list = byId('messages');
  const rows = new Map([...list.children].map((row) => [row.dataset.number, row]));
  list.replaceChildren(...shown.map((message) => {
    const old = rows.get(String(message.number));
    const row = old || createRow(message);
    row.classList.toggle('fresh', !old && fresh);
    return row;
  }));
  const empty = byId('messages-empty');
  empty.hidden = shown.length > 0;
  setText(empty, messages.length ? 'None of the last ' + messages.length + ' messages has a topic that contains this.'
    : 'No message has come in yet.');
}

function updateMessages(page) {
  setText(byId('count'), numbers.format(page.count));
  messages = (replaceMessages ? page.messages : page.messages.concat(messages)).slice(0, 200);
  const fresh = !replaceMessages;
  if (replaceMessages) {
    byId('messages').replaceChildren();
    replaceMessages = false;
  }
  if (!paused) {
    drawMessages(fresh);
  }
}

byId('filter').addEventListener('input', () => drawMessages(false));

byId('pause').addEventListener('click', (event) => {
  paused = !paused;
  event.currentTarget.setAttribute('aria-pressed', String(paused));
  setText(event.currentTarget, paused ? 'Paused' : 'Pause');
  if (!paused) {
    drawMessages(false);
  }
});

/* Connection */

const STATES = {
  IDLE: ['wait', 'Not connected'],
  CONNECTING: ['wait', 'Connecting to'],
  CONNECTED: ['good', 'Connected to'],
  WAITING: ['bad', 'No connection to'],
  CLOSED: ['bad', 'Closed'],
};

function showConnection(kind, text, problem) {
  byId('connection').className = 'pill pill-' + kind;
  setText(byId('connection-text'), text);
  const banner = byId('banner');
  banner.hidden = !problem;
  setText(banner, problem || '');
}

function updateConnection({ state, server, version, failure }) {
  const [kind, text] = STATES[state] || ['wait', state];
  showConnection(kind, text + ' ' + server + (version ? ', MQTT ' + version : ''),
    failure ? 'The application tries again to reach the broker. ' + failure : null);
}

function listen() {
  const source = new EventSource('api/events');
  source.addEventListener('open', () => {
    replaceMessages = true;
  });
  source.addEventListener('connection', (event) => updateConnection(JSON.parse(event.data)));
  source.addEventListener('devices', (event) => updateDevices(JSON.parse(event.data)));
  source.addEventListener('messages', (event) => updateMessages(JSON.parse(event.data)));
  source.addEventListener('error', () => {
    showConnection('bad', 'Not live', 'This page has lost the application and tries again. What it shows may be out of date.');
    // The browser tries again by itself, but not after an answer that is no stream.
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(listen, RETRY_MILLIS);
    }
  });
}

listen();

/* Publishing */

const FIELDS = ['topic', 'payload'];

function showResult(kind, text) {
  const result = byId('result');
  result.className = 'result ' + kind;
  result.textContent = text;
}

function showFieldError(name, message) {
  const error = byId(name + '-error');
  error.hidden = !message;
  setText(error, message || '');
  if (message) {
    byId(name).setAttribute('aria-invalid', 'true');
  } else {
    byId(name).removeAttribute('aria-invalid');
  }
}

function showProblem(problem) {
  const errors = problem.errors || [];
  const others = errors.filter(({ field }) => !FIELDS.includes(field));
  errors.filter(({ field }) => FIELDS.includes(field)).forEach(({ field, message }) => showFieldError(field, message));
  const first = FIELDS.find((name) => byId(name).hasAttribute('aria-invalid'));
  if (first) {
    byId(first).focus();
  }
  const rest = others.map(({ field, message }) => field + ' ' + message).join('; ');
  showResult('bad', [problem.detail || problem.title || 'The message was not published.', rest].filter(Boolean).join(' '));
}

byId('publish').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  const button = byId('publish-button');
  FIELDS.forEach((name) => showFieldError(name, null));
  button.disabled = true;
  try {
    const response = await fetch('api/messages', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json, application/problem+json' },
      body: JSON.stringify({
        topic: form.elements.topic.value,
        payload: form.elements.payload.value,
        qos: Number(form.elements.qos.value),
        retain: form.elements.retain.checked,
      }),
    });
    const answer = await response.json();
    if (!response.ok) {
      showProblem(answer);
    } else {
      showResult(answer.status === 'QUEUED' ? 'wait' : 'good', answer.detail);
    }
  } catch (error) {
    showResult('bad', 'The application did not answer: ' + error.message);
  } finally {
    button.disabled = false;
  }
});
