/**
 * Kills the program again and again while events and metrics come in, and looks whether it kept its word: nothing that was
 * acknowledged is lost or counted twice (metrics after each kill), nobody is told twice and nobody is forgotten, and nobody
 * had to do anything. `node bench/crash.ts [--rounds 30] [--seed <number>] [--target main|start|postgres|columns] [--keep]`;
 * exit code 1 on any violation.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { listEventIds, listIncidents, setUp, type Installation } from './api.ts'
import { judgeMetrics, type MetricVerdict } from './crash/judge-metrics.ts'
import { isSettled, judge, type Facts } from './crash/judge.ts'
import { startMetricSenders, type MetricSenders, type SentMetrics } from './crash/metric-senders.ts'
import { chooseTarget, killOnce, summary, type Run } from './crash/kills.ts'
import { createRandom } from './crash/random.ts'
import { startSenders, type Senders } from './crash/senders.ts'
import { openMailSink, openWebhookSink } from './crash/sinks.ts'
import { beginStory, type Story } from './crash/story.ts'
import { freePort, makeScratch, startProgram } from './program.ts'
import { report, rounded, say } from './report.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** One kind of kill alone. */
    target: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
})

/** Longer than every lease and recovery period of the program that begins with a crash. */
const settlePatienceMs = 200_000
const publishShare = 0.5

process.exit((await crash(Number(values.rounds), Number(values.seed))) ? 0 : 1)

async function crash(rounds: number, seed: number): Promise<boolean> {
  say(`seed ${seed}`)
  const startedAtMs = performance.now()
  const random = createRandom(seed)
  const scratch = makeScratch()
  const [webhooks, mails] = await Promise.all([
    openWebhookSink(scratch.directory, createRandom(seed + 1)),
    openMailSink(scratch.directory, createRandom(seed + 2)),
  ])
  const env = { WATCHWORD_EGRESS_ALLOW: '127.0.0.1', WATCHWORD_SMTP_URL: `smtp://127.0.0.1:${mails.port}` }
  const port = await freePort()
  const run: Run = { scratch, port, env, random, program: await startProgram(scratch, port, { env }), kills: [] }
  const installation = await setUp(run.program.url)
  const story = await beginStory(run.program.url, installation, { webhookPort: webhooks.port, mails })
  const senders = startSenders(run.program.url, installation, createRandom(seed + 3))
  const metrics = startMetricSenders(run.program.url, installation, createRandom(seed + 4))
  const metricsLost: string[] = []
  const judgeRound = async (round: number): Promise<void> => {
    const { violations } = await judgeMetrics(run.program.url, installation, metrics.sent)
    metricsLost.push(...violations.map((sentence) => `round ${round}: ${sentence}`))
  }
  const publications = await killAgainAndAgain(run, rounds, { senders, metrics, story, judgeRound })
  await Promise.all([senders.stop(), metrics.stop()])
  await publications
  say('waiting until everything has settled …')
  const look = (): Promise<Facts> => collect(installation, senders, story, webhooks.received, mails.received)
  const settled = await settle(look)
  const verdict = judge(settled.facts)
  const metricVerdict = await judgeMetrics(run.program.url, installation, metrics.sent)
  const violations = [...verdict.violations, ...metricsLost, ...metricVerdict.violations]
  await run.program.stop()
  await Promise.all([webhooks.close(), mails.close()])
  const { sent } = senders
  report('crash', {
    ...{ seed, rounds, seconds: rounded((performance.now() - startedAtMs) / 1000) },
    ...{ settleSeconds: rounded(settled.ms / 1000), kills: summary(run.kills) },
    ...{ acknowledged: sent.acknowledged.size, givenUp: sent.givenUp.size, counted: verdict.counted },
    ...{ attempts: sent.attempts, refusals: sent.refusals, longestUntilAcknowledgedMs: Math.round(sent.longestMs) },
    ...{ incidents: verdict.opened, webhooks: webhooks.received.length, mails: mails.received.length },
    ...{ updates: settled.facts.published.size },
    ...{ repeatedWebhooks: verdict.repeatedHooks, repeatedMails: verdict.repeatedLetters },
    ...metricFigures(metrics, metricVerdict),
    violations,
  })
  if (values.keep || violations.length > 0) say(`kept: ${scratch.directory}`)
  else scratch.remove()
  return violations.length === 0
}

type Load = { senders: Senders; metrics: MetricSenders; story: Story; judgeRound: (round: number) => Promise<void> }

/** Returns the publications that are still being tried. */
async function killAgainAndAgain(run: Run, rounds: number, load: Load): Promise<Promise<unknown>> {
  const { senders, metrics, story, judgeRound } = load
  const { random } = run
  const publications: Promise<void>[] = []
  for (let round = 1; round <= rounds; round++) {
    if (random.chance(publishShare)) publications.push(story.publish())
    await delay(random.between(300, 5_000))
    const kill = await killOnce(run, chooseTarget(random, values.target))
    run.kills.push(kill)
    await judgeRound(round)
    const writes = metrics.sent.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)
    say(
      `round ${round}: ${kill.target} killed, back after ${Math.round(kill.recoveredMs)} ms; ` +
        `${senders.sent.acknowledged.size} events and ${writes} writes of metrics acknowledged`,
    )
  }
  return Promise.all(publications)
}

function metricFigures({ sent }: MetricSenders, { samples, histograms }: MetricVerdict): object {
  const sum = (of: (one: SentMetrics) => number): number => sent.reduce((all, one) => all + of(one), 0)
  return {
    metricWrites: {
      ...{ acknowledged: sum(({ acknowledged }) => acknowledged.size), givenUp: sum(({ givenUp }) => givenUp.size) },
      ...{ attempts: sum(({ attempts }) => attempts), samples, histograms },
    },
  }
}

async function collect(
  { api }: Installation,
  { sent }: Senders,
  story: Story,
  hooks: Facts['hooks'],
  letters: Facts['letters'],
): Promise<Facts> {
  const incidents = await listIncidents(api)
  const listed = await listEventIds(api, incidents)
  const { subscribers } = story
  return { sent, incidents, listed, hooks, letters, subscribers, published: await story.published() }
}

async function settle(look: () => Promise<Facts>): Promise<{ facts: Facts; ms: number }> {
  const startMs = performance.now()
  for (;;) {
    const facts = await look()
    const ms = performance.now() - startMs
    if (isSettled(facts) || ms > settlePatienceMs) return { facts, ms }
    await delay(2_000)
  }
}
