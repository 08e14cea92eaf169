// MQTT.js, told what to do by lines of JSON on standard input; answers and messages go out the same way.
//
//   {"id": 1, "client": "c", "do": "connect", "url": "...", "options": {...}}     {"id": 1}  or  {"id": 1, "error": "..."}
//   {"id": 2, "client": "c", "do": "subscribe", "filter": "a/#", "qos": 1}        {"client": "c", "topic": "a/b", ...}
//   {"id": 3, "client": "c", "do": "publish", "topic": "a/b", "payload": "...", "options": {...}}
//   {"id": 4, "client": "c", "do": "disconnect" | "vanish"}
const mqtt = require('mqtt');
const readline = require('node:readline');

const clients = new Map();
const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');

function connect(order) {
  return new Promise((resolve, reject) => {
    const client = mqtt.connect(order.url, { ...order.options, reconnectPeriod: 0 });
    clients.set(order.client, client);
    client.on('message', (topic, payload, packet) => say({
      client: order.client,
      topic,
      payload: payload.toString(),
      qos: packet.qos,
      retain: packet.retain,
      properties: {
        ...packet.properties,
        userProperties: { ...packet.properties?.userProperties },
        correlationData: packet.properties?.correlationData?.toString(),
      },
    }));
    client.once('connect', () => resolve());
    client.on('error', reject);
  });
}

function publish(client, order) {
  const properties = order.options.properties;
  if (properties?.correlationData) {
    properties.correlationData = Buffer.from(properties.correlationData);
  }
  return client.publishAsync(order.topic, order.payload, order.options);
}

function vanish(client) {
  return new Promise((resolve) => {
    client.once('close', () => resolve());
    client.stream.destroy();
  });
}

async function obey(order) {
  const client = clients.get(order.client);
  switch (order.do) {
    case 'connect': return connect(order);
    case 'subscribe': {
      const granted = await client.subscribeAsync(order.filter, { qos: order.qos });
      if (granted[0].qos !== order.qos) throw new Error('granted ' + granted[0].qos);
      return undefined;
    }
    case 'publish': return publish(client, order);
    case 'disconnect': return client.endAsync();
    case 'vanish': return vanish(client);
    default: throw new Error('cannot ' + order.do);
  }
}

readline.createInterface({ input: process.stdin })
  .on('line', (line) => {
    const order = JSON.parse(line);
    obey(order).then(
      () => say({ id: order.id }),
      (error) => say({ id: order.id, error: String(error) }));
  })
  .on('close', () => process.exit(0));
