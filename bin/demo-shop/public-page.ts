/** The chapters about what the public is told: page, report, subscriber, updates, mail. */
import { ApiError, type Demo } from './client.ts'
import type { Incident } from './story.ts'
import { until, type Steps } from './steps.ts'

type Page = { id: string; slug: string; name: string; url: string }
type Component = { id: string; name: string }
export type Report = { id: string; title: string }
type Subscriber = { id: string; address: string; state: string }
type Mail = { id: string; to: string; subject: string; createdAt: string }

export type PublicPage = { page: Page; component: Component; report: Report; reader: string | null }

const slug = 'demo-shop'
const readerName = 'reader-'

export async function goPublic(demo: Demo, steps: Steps, incident: Incident): Promise<PublicPage> {
  const { page, component } = await steps.step('there is a status page with the component Checkout', async () => {
    const made = await findOrMakePage(demo)
    return { page: made, component: await findOrMakeComponent(demo, made) }
  })
  const reader = await subscribe(demo, steps, page)
  const report = await steps.step('a report is published from the incident', () =>
    demo.post<Report>(`/status-pages/${page.id}/reports`, {
      ...{ incidentId: incident.id, title: 'Checkout fails for some orders', status: 'investigating' },
      body: 'Some orders cannot be completed. We are looking for the cause.',
      components: [{ id: component.id, status: 'partial_outage' }],
    }),
  )
  if (reader !== null) await expectMail(demo, steps, reader, /Investigating/, 'the subscriber is told of the report')
  return { page, component, report, reader }
}

async function findOrMakePage(demo: Demo): Promise<Page> {
  const { items } = await demo.get<{ items: Page[] }>('/status-pages')
  const found = items.find((page) => page.slug.startsWith(slug))
  if (found) return found
  try {
    return await demo.post<Page>('/status-pages', { slug, name: 'Demo shop', description: 'A shop that breaks.' })
  } catch (error) {
    // Slugs are one list for the whole instance, and another workspace may have run the demo.
    if (!(error instanceof ApiError) || error.status !== 409) throw error
    return demo.post<Page>('/status-pages', { slug: `${slug}-${Date.now().toString(36)}`, name: 'Demo shop' })
  }
}

async function findOrMakeComponent(demo: Demo, page: Page): Promise<Component> {
  const { items } = await demo.get<{ items: Component[] }>(`/status-pages/${page.id}/components`)
  const found = items.find(({ name }) => name === 'Checkout')
  return found ?? demo.post<Component>(`/status-pages/${page.id}/components`, { name: 'Checkout' })
}

/** As a visitor: the form, the link in the mail, the button behind it. Null when mail leaves for a real server. */
async function subscribe(demo: Demo, steps: Steps, page: Page): Promise<string | null> {
  const { keeping } = await demo.get<{ keeping: boolean }>('/outbox')
  if (!keeping) {
    steps.note('subscribing is left out: a mail server is configured, so the confirmation would go to a real address')
    return null
  }
  const former = await demo.get<{ items: Subscriber[] }>(`/status-pages/${page.id}/subscribers`)
  for (const { id, address } of former.items) {
    if (address.startsWith(readerName)) await demo.remove(`/subscribers/${id}`)
  }
  const reader = `${readerName}${Date.now().toString(36)}@demo.example`
  await steps.step('a visitor subscribes with the form of the page', async () => {
    const response = await fetch(`${demo.url}/status/${page.slug}/subscribers`, {
      method: 'POST',
      body: new URLSearchParams({ address: reader }),
    })
    if (!response.ok) throw new Error(`the form answered ${response.status}`)
  })
  await steps.step(
    'the confirmation mail is in the outbox; its link is opened and confirmed',
    async () => {
      const mail = await findMail(demo, reader, /Confirm/)
      const { text } = await demo.get<{ text: string }>(`/outbox/${mail.id}`)
      const path = /\/confirm\/[\w.-]+/.exec(text)?.[0]
      if (path === undefined) throw new Error('the confirmation mail has no link')
      const response = await fetch(`${demo.url}/status/${page.slug}${path}`, { method: 'POST' })
      if (!response.ok) throw new Error(`confirming answered ${response.status}`)
      return mail
    },
    ({ subject }) => subject,
  )
  return reader
}

export async function publishUpdate(
  demo: Demo,
  steps: Steps,
  { report, reader }: PublicPage,
  update: { status: 'identified' | 'resolved'; body: string },
): Promise<void> {
  await steps.step(`an update is published: ${update.status}`, () => demo.post(`/reports/${report.id}/updates`, update))
  const subject = update.status === 'resolved' ? /Resolved/ : /Identified/
  if (reader !== null) await expectMail(demo, steps, reader, subject, 'its mail to the subscriber is in the outbox')
}

async function expectMail(demo: Demo, steps: Steps, reader: string, subject: RegExp, name: string): Promise<void> {
  await steps.step(
    name,
    () => findMail(demo, reader, subject),
    (mail) => mail.subject,
  )
}

function findMail(demo: Demo, to: string, subject: RegExp): Promise<Mail> {
  return until(`a mail to ${to}`, async () => {
    const { items } = await demo.get<{ items: Mail[] }>('/outbox')
    return items.find((mail) => mail.to === to && subject.test(mail.subject))
  })
}
