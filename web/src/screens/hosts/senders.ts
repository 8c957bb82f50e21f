/** What to paste where, with address and key in it; each is in docs/metrics.md as well. */
export type Sender = { id: string; name: string; where: string; textOf(url: URL, key: string): string }

const prometheusWrite = (url: URL): string => `${url.origin}/prometheus/api/v1/write`
const portOf = (url: URL): string => url.port || (url.protocol === 'https:' ? '443' : '80')

export const senders: readonly Sender[] = [
  {
    id: 'agent',
    name: 'The agent',
    where: 'On the host, as somebody who may use sudo. It needs Node 20 or newer and systemd, and nothing else.',
    textOf: ({ origin }, key) => `curl -fsSL ${origin}/agent/install.sh | sudo WATCHWORD_AGENT_KEY=${key} sh`,
  },
  {
    id: 'prometheus',
    name: 'Prometheus',
    where: 'In prometheus.yml, beside a node_exporter that it scrapes.',
    textOf: (url, key) => `remote_write:
  - url: ${prometheusWrite(url)}
    authorization: { credentials: ${key} }
    send_exemplars: true
    send_native_histograms: true
    queue_config: { retry_on_http_429: true }`,
  },
  {
    id: 'vmagent',
    name: 'vmagent',
    where: 'As options of vmagent.',
    textOf: (url, key) => `vmagent -promscrape.config=prometheus.yml \\
  -remoteWrite.url=${prometheusWrite(url)} \\
  -remoteWrite.bearerToken=${key} -remoteWrite.forcePromProto`,
  },
  {
    id: 'alloy',
    name: 'Grafana Alloy',
    where: 'In config.alloy.',
    textOf: (url, key) => `prometheus.exporter.unix "host" { }

prometheus.scrape "host" {
  targets    = prometheus.exporter.unix.host.targets
  forward_to = [prometheus.remote_write.watchword.receiver]
}

prometheus.remote_write "watchword" {
  endpoint {
    url          = "${prometheusWrite(url)}"
    bearer_token = "${key}"
  }
}`,
  },
  {
    id: 'collector',
    name: 'OpenTelemetry Collector',
    where:
      'In its configuration. Its metrics have OpenTelemetry’s names: they are in Explore, and no host is made of them.',
    textOf: ({ origin }, key) => `receivers:
  hostmetrics:
    collection_interval: 15s
    scrapers: { cpu: , load: , memory: , disk: , filesystem: , network: }
exporters:
  otlphttp:
    metrics_endpoint: ${origin}/v1/metrics
    headers: { authorization: 'Bearer ${key}' }
service:
  pipelines:
    metrics: { receivers: [hostmetrics], exporters: [otlphttp] }`,
  },
  {
    id: 'telegraf',
    name: 'Telegraf',
    where: 'In telegraf.conf. Its metrics have Telegraf’s names: they are in Explore, and no host is made of them.',
    textOf: ({ origin }, key) => `[[outputs.influxdb]]
  urls = ["${origin}/prometheus"]
  database = "any"
  skip_database_creation = true
  username = "any"
  password = "${key}"`,
  },
  {
    id: 'fluent-bit',
    name: 'Fluent Bit',
    where: 'In fluent-bit.conf.',
    textOf: (url, key) => `[INPUT]
    Name            node_exporter_metrics
    Tag             node
    Scrape_interval 15

[OUTPUT]
    Name      prometheus_remote_write
    Match     node
    Host      ${url.hostname}
    Port      ${portOf(url)}
    Uri       /prometheus/api/v1/write
    Header    Authorization Bearer ${key}
    Add_label job node
    Add_label instance \${HOSTNAME}
    Tls       ${url.protocol === 'https:' ? 'On' : 'Off'}`,
  },
]
