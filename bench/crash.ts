/**
 * Kills the program again and again while events come in, and then looks whether it kept its word: nothing that was
 * acknowledged is lost or counted twice, nobody is told twice and nobody is forgotten, and nobody had to do anything.
 * `node bench/crash.ts [--rounds 30] [--seed <number>] [--keep]`; exit code 1 on any violation.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { listEventIds, listIncidents, setUp, type Installation } from './api.ts'
import { isSettled, judge, type Facts } from './crash/judge.ts'
import { createRandom, type Random } from './crash/random.ts'
import { startSenders, type Senders } from './crash/senders.ts'
import { openMailSink, openWebhookSink } from './crash/sinks.ts'
import { beginStory, type Story } from './crash/story.ts'
import { findProcess } from './processes.ts'
import { freePort, launchProgram, makeScratch, startProgram, type Program, type Scratch } from './program.ts'
import { report, rounded, say } from './report.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    keep: { type: 'boolean', default: false },
  },
})

/** Longer than every lease and recovery period of the program that begins with a crash. */
const settlePatienceMs = 200_000
const recoveryPatienceMs = 60_000
const publishShare = 0.5
const targets = {
  main: undefined,
  postgres: /^\S*\/postgres -D /,
  columns: /chdb-server\.ts/,
} as const
type Target = keyof typeof targets | 'start'

type Run = {
  scratch: Scratch
  port: number
  env: Record<string, string>
  random: Random
  program: Program
  kills: Kill[]
}
type Kill = { target: Target; recoveredMs: number }

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
  const publications = await killAgainAndAgain(run, rounds, senders, story)
  await senders.stop()
  await publications
  say('waiting until everything has settled …')
  const look = (): Promise<Facts> => collect(installation, senders, story, webhooks.received, mails.received)
  const settled = await settle(look)
  const verdict = judge(settled.facts)
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
    violations: verdict.violations,
  })
  if (values.keep || verdict.violations.length > 0) say(`kept: ${scratch.directory}`)
  else scratch.remove()
  return verdict.violations.length === 0
}

/** Returns the publications that are still being tried. */
async function killAgainAndAgain(run: Run, rounds: number, senders: Senders, story: Story): Promise<Promise<unknown>> {
  const { random } = run
  const publications: Promise<void>[] = []
  for (let round = 1; round <= rounds; round++) {
    if (random.chance(publishShare)) publications.push(story.publish())
    await delay(random.between(300, 5_000))
    const kill = await killOnce(run, chooseTarget(random))
    run.kills.push(kill)
    const { acknowledged } = senders.sent
    say(
      `round ${round}: ${kill.target} killed, back after ${Math.round(kill.recoveredMs)} ms; ${acknowledged.size} acknowledged`,
    )
  }
  return Promise.all(publications)
}

/** `start`: the main process twice, the second time before it answers. */
function chooseTarget(random: Random): Target {
  const dice = random.between(0, 1)
  if (dice < 0.5) return 'main'
  if (dice < 0.65) return 'start'
  return dice < 0.83 ? 'postgres' : 'columns'
}

async function killOnce(run: Run, target: Target): Promise<Kill> {
  const startMs = performance.now()
  if (target === 'main' || target === 'start') {
    run.program.kill('SIGKILL')
    await run.program.ended
    if (target === 'start') await killDuringStart(run)
    run.program = await startProgram(run.scratch, run.port, { env: run.env })
  } else {
    const pid = findProcess(run.program.pid, targets[target])
    if (pid === undefined) throw new Error(`the program runs no ${target}`)
    process.kill(pid, 'SIGKILL')
    await comesBack(run.program.url)
  }
  return { target, recoveredMs: performance.now() - startMs }
}

async function killDuringStart({ scratch, port, env, random }: Run): Promise<void> {
  const launched = launchProgram(scratch, port, { env })
  await delay(random.between(100, 1_500))
  launched.kill('SIGKILL')
  await launched.ended
}

/** The main process stays up meanwhile and answers that it is not ready. */
async function comesBack(url: string): Promise<void> {
  const deadlineMs = performance.now() + recoveryPatienceMs
  await delay(100)
  while (performance.now() < deadlineMs) {
    const response = await fetch(`${url}/readyz`)
    await response.arrayBuffer()
    if (response.ok) return
    await delay(50)
  }
  throw new Error('a server that was killed did not come back within a minute')
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

function summary(kills: readonly Kill[]): object {
  const names = [...new Set(kills.map(({ target }) => target))].sort()
  return Object.fromEntries(
    names.map((name) => {
      const times = kills.filter(({ target }) => target === name).map(({ recoveredMs }) => recoveredMs)
      return [name, { count: times.length, longestRecoveryMs: Math.round(Math.max(...times)) }]
    }),
  )
}
