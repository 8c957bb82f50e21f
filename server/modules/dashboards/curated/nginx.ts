/** nginx: the names of nginx-prometheus-exporter. */
import { build, graph, stat, variable } from './build.ts'

const server = 'instance=~"$instance"'
const rate = (metric: string) => `rate(${metric}{${server}}[$__rate_interval])`

export const nginx = build({
  uid: 'watchword-nginx',
  title: 'nginx',
  description:
    'Requests and connections. From nginx-prometheus-exporter, with the status page of the open-source nginx.',
  tags: ['web server', 'nginx', 'nginx-prometheus-exporter'],
  variables: [variable('instance', 'Server', 'label_values(nginx_up, instance)', { multi: true })],
  rows: [
    {
      title: 'Now',
      panels: [
        stat('Answer', 'bool_yes_no', [{ expr: `nginx_up{${server}}`, legend: '{{instance}}' }], { w: 6 }),
        stat('Requests', 'ops', [{ expr: `sum(${rate('nginx_http_requests_total')})` }], { w: 6 }),
        stat('Open connections', 'short', [{ expr: `sum(nginx_connections_active{${server}})` }], { w: 6 }),
        stat(
          'Connections dropped',
          'ops',
          [{ expr: `sum(${rate('nginx_connections_accepted')}) - sum(${rate('nginx_connections_handled')})` }],
          { w: 6, badAt: 0.01 },
        ),
      ],
    },
    {
      title: 'Requests and connections',
      panels: [
        graph('Requests', 'ops', [
          { expr: `sum by (instance) (${rate('nginx_http_requests_total')})`, legend: '{{instance}}' },
        ]),
        graph('Requests for each connection', 'short', [
          {
            expr: `sum by (instance) (${rate('nginx_http_requests_total')}) / sum by (instance) (${rate('nginx_connections_handled')})`,
            legend: '{{instance}}',
          },
        ]),
        graph(
          'Connections by what they do',
          'short',
          [
            { expr: `sum(nginx_connections_reading{${server}})`, legend: 'reading' },
            { expr: `sum(nginx_connections_writing{${server}})`, legend: 'writing' },
            { expr: `sum(nginx_connections_waiting{${server}})`, legend: 'waiting' },
          ],
          { stack: true, min: 0 },
        ),
        graph('Connections', 'ops', [
          { expr: `sum(${rate('nginx_connections_accepted')})`, legend: 'accepted' },
          { expr: `sum(${rate('nginx_connections_handled')})`, legend: 'handled' },
        ]),
      ],
    },
  ],
})
