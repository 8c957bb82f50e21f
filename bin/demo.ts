/**
 * The main job from end to end on a running instance: a shop breaks, people are told, the public is told, it is fixed,
 * it comes back. Nothing but the official SDKs and the public API.
 *
 *   bin/demo [--url http://localhost:8080] [--email … --password … | --api-key …] [--dsn …]
 *
 * A fresh instance is set up with made-up credentials, which are printed. It may be run again.
 */
import { parseArgs } from 'node:util'
import { connect, type Demo } from './demo-shop/client.ts'
import { goPublic, publishUpdate } from './demo-shop/public-page.ts'
import { createSteps, type Steps } from './demo-shop/steps.ts'
import { breakEverything, comeBack, tellSomeone, work, type Incident } from './demo-shop/story.ts'

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:8080' },
    email: { type: 'string' },
    password: { type: 'string' },
    'api-key': { type: 'string' },
    dsn: { type: 'string' },
  },
})

/** What a step of the trail is about, in the order in which it says most. */
const facts = ['channelName', 'reason', 'title', 'count'] as const
const shownSteps = 40

const steps = createSteps((line) => console.log(line))
try {
  await run(values.url.replace(/\/$/, ''))
  process.exit(0)
} catch (error) {
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}

async function run(url: string): Promise<void> {
  console.log(`\nWatchword's main job, on ${url}\n`)
  const { email, password, dsn } = values
  const demo = await steps.step('signed in, or set up where nobody had', () =>
    connect(url, { email, password, apiKey: values['api-key'], dsn }),
  )
  if (demo.made) {
    steps.note(`made up for this instance: ${demo.made.email}, password ${demo.made.password}`)
    steps.note(`API key ${demo.made.apiKey}`)
  }
  const version = Date.now().toString(36)
  const incident = await breakEverything(demo, steps, `shop@${version}.1`)
  const told = await tellSomeone(demo, steps)
  const shown = await goPublic(demo, steps, incident)
  await publishUpdate(demo, steps, shown, {
    status: 'identified',
    body: 'Articles without a price break the sum of the order. A fix is being tested.',
  })
  await work(demo, steps, incident)
  await publishUpdate(demo, steps, shown, { status: 'resolved', body: 'Orders are complete again. We are sorry.' })
  await comeBack(demo, steps, incident, `shop@${version}.2`, told)
  await showTrail(demo, steps, incident)
  told.sink?.close()
  sayWhereToLook(demo, incident, shown.page.slug)
}

type Step = { at: string; type: string; outcome: string; data: Record<string, unknown> }

async function showTrail(demo: Demo, { step }: Steps, { id }: Incident): Promise<void> {
  await step(
    'the trail tells who was told, when, and why someone was not',
    () => demo.get<{ steps: Step[] }>(`/incidents/${id}/trail`),
    (trail) =>
      trail.steps
        .slice(-shownSteps)
        .map(({ at, type, outcome, data }) => {
          const about = facts
            .map((name) => data[name])
            .filter(isShort)
            .join(': ')
          return `${at.slice(11, 23)}  ${type.padEnd(24)} ${outcome.padEnd(8)} ${about}`
        })
        .join('\n'),
  )
}

function isShort(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

function sayWhereToLook({ url, workspaceSlug }: Demo, incident: Incident, slug: string): void {
  // An API key does not say what its workspace is called; the app finds the way.
  const path = workspaceSlug === '' ? '/app/' : `/app/${workspaceSlug}/incidents/${incident.id}`
  console.log(`
Look at it:
  the incident     ${url}${path}
  the status page  ${url}/status/${slug}
  the kept mail    ${url}/app/outbox
`)
}
