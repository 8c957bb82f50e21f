/** Questions of many panels that come within the same moment go out as one. */
import type { Answer, AskPanels, Question } from './answer.ts'

/** Panels that come into view together ask within one drawing of the page. */
const gatherMs = 4

type Waiting = {
  questions: readonly Question[]
  signal: AbortSignal
  resolve: (answers: Answer[]) => void
  reject: (error: unknown) => void
}

/** A panel is answered as soon as all of its own questions are. A batch that nobody waits for any more is cancelled. */
export type Gathered = (questions: readonly Question[], signal: AbortSignal) => Promise<Answer[]>

export function gather(ask: AskPanels, workspace: string): Gathered {
  let waiting: Waiting[] = []
  const send = (): void => {
    const batch = waiting.filter(({ signal }) => !signal.aborted)
    waiting = []
    if (batch.length > 0) void askBatch(ask, workspace, batch)
  }
  return (questions, signal) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setTimeout(send, gatherMs)
      waiting.push({ questions, signal, resolve, reject })
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
}

async function askBatch(ask: AskPanels, workspace: string, batch: readonly Waiting[]): Promise<void> {
  const cancelled = new AbortController()
  let listening = batch.length
  for (const { signal } of batch) {
    signal.addEventListener('abort', () => {
      listening -= 1
      if (listening === 0) cancelled.abort(signal.reason)
    })
  }
  const places = batch.flatMap((one) => one.questions.map((_, place) => ({ one, place })))
  const answers = new Map(batch.map((one) => [one, { found: [] as Answer[], left: one.questions.length }]))
  const onAnswer = (at: number, answer: Answer): void => {
    const { one, place } = places[at] ?? {}
    const mine = one && answers.get(one)
    if (!mine || place === undefined || mine.found[place]) return
    mine.found[place] = answer
    mine.left -= 1
    if (mine.left === 0) one.resolve(mine.found)
  }
  try {
    await ask(
      workspace,
      batch.flatMap(({ questions }) => questions),
      onAnswer,
      cancelled.signal,
    )
    // Whoever was answered already does not hear of it.
    for (const one of batch) one.reject(new Error('the server ended its answer too early'))
  } catch (error) {
    for (const one of batch) one.reject(error)
  }
}

const known = new WeakMap<AskPanels, Map<string, Gathered>>()

/** One for each workspace and way of asking, so that panels need not know of each other. */
export function gathererFor(ask: AskPanels, workspace: string): Gathered {
  const ofAsk = known.get(ask) ?? new Map<string, Gathered>()
  known.set(ask, ofAsk)
  const found = ofAsk.get(workspace) ?? gather(ask, workspace)
  ofAsk.set(workspace, found)
  return found
}
