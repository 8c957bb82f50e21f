/** Asks the API of the workspace: all questions about one stretch of time in one request, answered line by line. */
import { ApiError } from '../../../../api.ts'
import { withSession } from '../../../metrics/prometheus.ts'
import type { Answer, AskPanels, Data, Question } from './answer.ts'
import { linesOf } from './lines-of.ts'

/** The server takes no more at once. */
const mostQuestions = 500

type Placed = { place: number; question: Question }

export const askPanels: AskPanels = async (workspace, questions, onAnswer, signal) => {
  const groups = groupsOf(questions.map((question, place) => ({ place, question })))
  await Promise.all(groups.map((group) => askGroup(workspace, group, onAnswer, signal)))
}

/** Whole steps differ with the step, so that mostly there is one for each of two or three steps. */
function groupsOf(placed: readonly Placed[]): Placed[][] {
  const byWindow = new Map<string, Placed[]>()
  for (const each of placed) {
    const { fromMs, toMs } = each.question
    const key = `${fromMs} ${toMs}`
    byWindow.set(key, [...(byWindow.get(key) ?? []), each])
  }
  return [...byWindow.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / mostQuestions) }, (_, at) =>
      group.slice(at * mostQuestions, (at + 1) * mostQuestions),
    ),
  )
}

type Line = {
  panelId?: number
  done?: true
  data?: Data
  warnings?: string[]
  infos?: string[]
  errorType?: string
  error?: string
}

async function askGroup(
  workspace: string,
  group: readonly Placed[],
  onAnswer: (place: number, answer: Answer) => void,
  signal: AbortSignal,
): Promise<void> {
  const [first] = group
  if (!first) return
  const body = JSON.stringify({
    from: Math.round(first.question.fromMs),
    to: Math.round(first.question.toMs),
    // The place stands for the panel, so that two questions of one panel under one letter are told apart.
    queries: group.map(({ place, question: { refId, expr, instant, stepMs } }) => ({
      ...{ refId: refId.slice(0, 100), panelId: place, expr, instant },
      ...(!instant && { stepMs }),
    })),
  })
  const headers = { 'content-type': 'application/json' }
  const init = withSession(workspace, { method: 'POST', headers, body, signal })
  const response = await fetch('/api/v1/dashboards/query', init).catch((cause: unknown) => {
    if (signal.aborted) throw cause
    throw new ApiError({ status: 0, code: 'unreachable', detail: 'the server cannot be reached', cause })
  })
  if (!response.ok) throw await refusalOf(response)
  for await (const text of linesOf(response)) {
    const line = JSON.parse(text) as Line // the API says what its lines are
    if (line.done) return
    if (line.panelId !== undefined) onAnswer(line.panelId, answerOf(line))
  }
  throw new ApiError({ status: 0, code: 'unreachable', detail: 'the server ended its answer too early' })
}

function answerOf({ data, warnings = [], infos = [], error }: Line): Answer {
  const notes = [...warnings, ...infos]
  return data ? { data, notes } : { notes, fault: error ?? 'the server did not answer as it should' }
}

async function refusalOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => ({}))
  const { code = 'unknown', detail = 'the server did not answer as it should' } = body as {
    code?: string
    detail?: string
  }
  const retryAfterSeconds = Number(response.headers.get('retry-after')) || undefined
  return new ApiError({ status: response.status, code, detail, retryAfterSeconds })
}
