/** What people have set up and what they publish while the program is being killed. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Api, Installation } from '../api.ts'
import type { Letter, Sink } from './sinks.ts'

export const incidentAddress = 'oncall@example.com'
const subscribers = ['ada@example.com', 'grace@example.com', 'edsger@example.com']
const confirmPatienceMs = 20_000

export type Story = {
  subscribers: readonly string[]
  /** Publishes one more update; its text is `marker(n)`. */
  publish(): Promise<void>
  /** How many updates stand on the page with this marker: two when a publication was sent again and both arrived. */
  published(): Promise<Map<string, number>>
}

const marker = (number: number): string => `Marker ${String(number).padStart(4, '0')}.`
export const markerPattern = /Marker \d{4}\./

type Page = { id: string; slug: string }
type Report = { id: string; updates: { body: string }[] }

export async function beginStory(
  url: string,
  { api }: Installation,
  sinks: { webhookPort: number; mails: Sink<Letter> },
): Promise<Story> {
  await api.post('/notification-channels', {
    ...{ type: 'webhook', name: 'Crash hook', url: `http://127.0.0.1:${sinks.webhookPort}/hook` },
  })
  await api.post('/notification-channels', { type: 'email', name: 'On call', address: incidentAddress })
  const page = await api.post<Page>('/status-pages', { slug: 'crash-shop', name: 'Crash shop' })
  await api.post(`/status-pages/${page.id}/components`, { name: 'Checkout' })
  for (const address of subscribers) await subscribe(url, page, address, sinks.mails)
  const reportId = await openReport(api, page)
  let number = 0
  return {
    subscribers,
    publish: async () => {
      await api.post(`/reports/${reportId}/updates`, { status: 'investigating', body: marker(++number) })
    },
    published: async () => {
      const report = await api.get<Report>(`/reports/${reportId}`)
      const counts = new Map<string, number>()
      for (const { body } of report.updates) {
        const found = markerPattern.exec(body)?.[0]
        if (found) counts.set(found, (counts.get(found) ?? 0) + 1)
      }
      return counts
    },
  }
}

async function openReport(api: Api, page: Page): Promise<string> {
  const { id } = await api.post<Report>(`/status-pages/${page.id}/reports`, {
    ...{ title: 'Checkout is slow', status: 'investigating', body: 'We look into it.', notifySubscribers: false },
  })
  return id
}

/** As a visitor does: the form, then the link in the mail, then the button behind it. */
async function subscribe(url: string, page: Page, address: string, mails: Sink<Letter>): Promise<void> {
  const asked = await fetch(`${url}/status/${page.slug}/subscribers`, {
    method: 'POST',
    body: new URLSearchParams({ address }),
  })
  if (!asked.ok) throw new Error(`subscribing answered ${asked.status}`)
  const deadlineMs = performance.now() + confirmPatienceMs
  while (performance.now() < deadlineMs) {
    const mail = mails.received.find(({ to, text }) => to === address && /\/confirm\//.test(text))
    const path = /\/confirm\/[\w.-]+/.exec(mail?.text ?? '')?.[0]
    if (path !== undefined) {
      const confirmed = await fetch(`${url}/status/${page.slug}${path}`, { method: 'POST' })
      if (!confirmed.ok) throw new Error(`confirming answered ${confirmed.status}`)
      return
    }
    await delay(50)
  }
  throw new Error(`no confirmation mail for ${address} came within ${confirmPatienceMs / 1000} s`)
}
