/** The chapters of the demo, each through the public API alone. */
import { breakPythonShop, breakShop, crashes, findPython } from './crash.ts'
import { ApiError, type Demo } from './client.ts'
import { openSink, type WebhookSink } from './sink.ts'
import { until, type Steps } from './steps.ts'

export type Incident = {
  id: string
  number: number
  title: string
  culprit: string
  status: string
  eventCount: number
}
type Channel = { id: string; name: string; type: string; signingSecret?: string }
type Delivery = { id: string; state: string; reason: string | null }

/** `sink` is null where the instance sends no webhooks to this machine; then `address` gets the mail. */
export type Told = { sink: WebhookSink } | { sink: null; address: string }

const channelName = 'Demo'
const titles = { checkout: /^TypeError/, payment: /could not be paid/, stock: /Stock is running low/ }

export async function breakEverything(demo: Demo, steps: Steps, release: string): Promise<Incident> {
  const shop = { dsn: demo.dsn, release }
  const found: Incident[] = []
  for (const crash of crashes) {
    const name = `the shop breaks (${crash}) and its incident is there`
    const work = async (): Promise<Incident> => {
      await breakShop(shop, crash)
      return until(`the incident of ${crash}`, () => findIncident(demo, release, titles[crash]))
    }
    found.push(await steps.step(name, work, describe))
  }
  const python = await findPython()
  if (python === undefined) {
    steps.note('Python: skipped, because no python3 here has sentry_sdk; `pip install sentry-sdk` enables it')
  } else {
    await steps.step(
      'the Python warehouse breaks and its incident is there',
      async () => {
        await breakPythonShop(python, shop)
        return until('the incident of Python', () => findIncident(demo, release, /^KeyError/))
      },
      describe,
    )
  }
  const [main] = found
  if (!main) throw new Error('nothing broke')
  return main
}

async function findIncident(demo: Demo, release: string, title: RegExp): Promise<Incident | undefined> {
  const query = new URLSearchParams({ release })
  const { items } = await demo.get<{ items: Incident[] }>(`/incidents?${query.toString()}`)
  return items.find((incident) => title.test(incident.title))
}

function describe({ number, title, culprit, eventCount }: Incident): string {
  return `#${number} ${title}\n${culprit} · ${eventCount} event${eventCount === 1 ? '' : 's'}`
}

/** A webhook to this process where the instance allows it, else mail. A channel of an earlier run goes. */
export async function tellSomeone(demo: Demo, steps: Steps): Promise<Told> {
  const { items } = await demo.get<{ items: Channel[] }>('/notification-channels')
  for (const { id, name } of items) if (name === channelName) await demo.remove(`/notification-channels/${id}`)
  const sink = await openSink()
  try {
    const channel = await steps.step('a webhook channel is made', () =>
      demo.post<Channel>('/notification-channels', { type: 'webhook', name: channelName, url: sink.url }),
    )
    sink.trust(channel.signingSecret ?? '')
    await steps.step('a test arrives, and its signature holds (checked with standardwebhooks)', async () => {
      await demo.post(`/notification-channels/${channel.id}/test`)
      await until('the test', () => sink.verified.find(({ type }) => type === 'test'))
    })
    return { sink }
  } catch (error) {
    sink.close()
    if (!(error instanceof ApiError) || error.status >= 500) throw error
    steps.note('webhooks to this machine are refused, as they should be; WATCHWORD_EGRESS_ALLOW=127.0.0.1 allows them')
    return tellByMail(demo, steps)
  }
}

async function tellByMail(demo: Demo, steps: Steps): Promise<Told> {
  const address = 'oncall@demo.example'
  await steps.step('an e-mail channel is made instead, and its test is delivered', async () => {
    const channel = await demo.post<Channel>('/notification-channels', { type: 'email', name: channelName, address })
    const { deliveryId } = await demo.post<{ deliveryId: string }>(`/notification-channels/${channel.id}/test`)
    await until('the test', async () => {
      const { items } = await demo.get<{ items: Delivery[] }>(`/deliveries?channelId=${channel.id}`)
      const delivery = items.find(({ id }) => id === deliveryId)
      if (delivery?.state === 'failed') throw new Error(`the test failed: ${delivery.reason ?? 'no reason given'}`)
      return delivery?.state === 'delivered' ? delivery : undefined
    })
  })
  return { sink: null, address }
}

/** Acknowledges and resolves; what someone else did before is only said. */
export async function work(demo: Demo, steps: Steps, { id }: Incident): Promise<void> {
  for (const [name, path] of [
    ['the incident is acknowledged', 'acknowledgement'],
    ['the incident is resolved', 'resolution'],
  ] as const) {
    await steps.step(
      name,
      async () => {
        try {
          await demo.post(`/incidents/${id}/${path}`)
          return ''
        } catch (error) {
          if (error instanceof ApiError && error.status === 409) return 'someone had done that before'
          throw error
        }
      },
      (remark) => remark,
    )
  }
}

export async function comeBack(
  demo: Demo,
  steps: Steps,
  incident: Incident,
  release: string,
  told: Told,
): Promise<void> {
  await steps.step(
    'the same mistake comes back in the next release: a regression',
    async () => {
      await breakShop({ dsn: demo.dsn, release }, 'checkout')
      return until('the regression', async () => {
        const now = await demo.get<Incident & { lastRelease: string | null }>(`/incidents/${incident.id}`)
        return now.status === 'open' && now.lastRelease === release ? now : undefined
      })
    },
    describe,
  )
  const { sink } = told
  if (!sink) return
  await steps.step('whoever is on duty is told of it, with a signature that holds', async () => {
    await until('the webhook', () =>
      sink.verified.find(({ type, data }) => type === 'incident.regressed' && data.incident?.id === incident.id),
    )
  })
}
