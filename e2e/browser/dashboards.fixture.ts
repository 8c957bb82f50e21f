/** Figures and dashboards for the flows of the browser, as senders and people of Grafana would have them. */
import type { Installation } from '../../bench/api.ts'

/** Half an hour of three jobs, a sample every 15 s; and one metric of many series. */
export async function sendFigures(url: string, { ingestKey }: Installation, series = 20): Promise<void> {
  const end = Math.floor(Date.now() / 15_000) * 15_000
  const lines: string[] = []
  for (let step = 0; step <= 120; step += 1) {
    const at = end - (120 - step) * 15_000
    for (const [place, job] of ['shop', 'stock', 'mail'].entries()) {
      const wave = Math.round(600 * Math.sin(step / 12 + place * 2))
      for (const instance of ['a', 'b']) {
        const labels = `job="${job}",instance="${job}-${instance}:9100"`
        lines.push(`up{${labels}} 1 ${at}`, `http_requests_total{${labels}} ${step * (300 - 80 * place) + wave} ${at}`)
      }
    }
    for (let place = 0; place < series; place += 1)
      lines.push(`crowd{place="${place}"} ${place + Math.sin(step / 9 + place)} ${at}`)
  }
  const answer = await fetch(`${url}/prometheus/api/v1/import/prometheus`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ingestKey}` },
    body: `${lines.join('\n')}\n`,
  })
  if (answer.status !== 204) throw new Error(await answer.text())
}

const panel = (id: number, type: string, title: string, more: object): object => ({
  ...{ id, type, title, gridPos: { x: ((id - 1) % 2) * 12, y: Math.floor((id - 1) / 2) * 8, w: 12, h: 8 } },
  ...more,
})
const target = (expr: string, legendFormat = ''): object => ({ refId: 'A', expr, legendFormat, range: true })

/** As Grafana writes it: chained variables, a folded row, an input, and a panel of a kind that nobody knows here. */
export const grafanaDashboard = {
  __inputs: [{ name: 'DS_PROMETHEUS', label: 'Prometheus', type: 'datasource', pluginId: 'prometheus' }],
  title: 'Jobs',
  tags: ['jobs'],
  schemaVersion: 41,
  time: { from: 'now-15m', to: 'now' },
  templating: {
    list: [
      { name: 'job', type: 'query', query: 'label_values(up, job)', refresh: 1, sort: 1, current: {} },
      {
        ...{ name: 'instance', type: 'query', query: 'label_values(up{job="$job"}, instance)', refresh: 1, sort: 1 },
        ...{ multi: true, includeAll: true, current: { text: 'All', value: '$__all' } },
      },
    ],
  },
  panels: [
    panel(1, 'timeseries', 'Requests of $job', {
      datasource: { type: 'prometheus', uid: '${DS_PROMETHEUS}' },
      targets: [
        target('sum by (instance) (rate(http_requests_total{job="$job", instance=~"$instance"}[2m]))', '{{instance}}'),
      ],
      fieldConfig: { defaults: { unit: 'reqps', custom: { fillOpacity: 10 } }, overrides: [] },
    }),
    panel(2, 'stat', 'Instances', {
      targets: [target('count(up{job="$job", instance=~"$instance"})')],
      options: { reduceOptions: { calcs: ['lastNotNull'] } },
    }),
    panel(3, 'acme-hologram-panel', 'Hologram', { targets: [target('up')] }),
    {
      ...{ id: 4, type: 'row', title: 'More', collapsed: true, gridPos: { x: 0, y: 16, w: 24, h: 1 } },
      panels: [panel(5, 'timeseries', 'All jobs', { targets: [target('sum by (job) (up)', '{{job}}')] })],
    },
  ],
}

/** 24 panels of 20 series each. */
export const crowdedDashboard = {
  ...{ title: 'Crowd', schemaVersion: 41, time: { from: 'now-30m', to: 'now' } },
  panels: Array.from({ length: 24 }, (_, at) => ({
    ...{
      id: at + 1,
      type: 'timeseries',
      title: `Crowd ${at + 1}`,
      targets: [target(`crowd + ${at}`, 'place {{place}}')],
    },
    gridPos: { x: (at % 4) * 6, y: Math.floor(at / 4) * 6, w: 6, h: 6 },
  })),
}
