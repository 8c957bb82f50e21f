/** How an analysis speaks: how sure it is, what its first finding is called, and what stands on a chip. */
import type { Analysis, Evidence, Finding } from './queries.ts'

/** Of a confidence from 0 to 1. */
export function confidenceWord(confidence: number): 'High' | 'Fair' | 'Low' {
  if (confidence >= 0.75) return 'High'
  return confidence >= 0.5 ? 'Fair' : 'Low'
}

/** What is said of the cause may not sound surer than it is. */
export function leadWord({ strength }: Pick<Finding, 'strength'>, confidence: number): string {
  if (strength < 0.5) return 'No cause is evident; the best lead'
  return confidence >= 0.5 ? 'Probable cause' : 'Possible cause'
}

const kindWords: Record<Evidence['kind'], string> = {
  incident: 'This incident',
  rate: 'Rate',
  event: 'Event',
  frame: 'Code',
  release: 'Release',
  deploy: 'Deploy',
  change: 'Change',
  attribute: 'Values',
  dependency: 'Calls',
  incidentBeside: 'Incident',
  similarIncident: 'Incident',
}

/** `Release 1.5.0`, `Incident #2`, `Calls`: what it is at a glance; the rest opens. */
export function chipWord({ kind, text, subjectId }: Pick<Evidence, 'kind' | 'text' | 'subjectId'>): string {
  const word = kindWords[kind]
  if (kind === 'release' && subjectId !== null) return `${word} ${short(subjectId)}`
  if (kind === 'incidentBeside' || kind === 'similarIncident') {
    const number = /^Incident (\d+)\b/.exec(text)?.[1]
    return number === undefined ? word : `${word} #${number}`
  }
  const share = kind === 'attribute' || kind === 'frame' ? /\bin (\d+ of \d+) /.exec(text)?.[1] : undefined
  return share === undefined ? word : `${word}: ${share}`
}

const longest = 24
const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text)

/** The newest that says something, a model's before that of the built-in analyser it commented; else the newest. */
export function currentOf(items: readonly Analysis[]): Analysis | undefined {
  return items.find(({ state }) => state === 'done') ?? items.find(({ source }) => source === 'rules') ?? items[0]
}

/** What became of the language model, where what is shown is not its own; undefined: none was to be asked. */
export function modelLine(
  items: readonly Analysis[],
  shown: Analysis,
): { analysis: Analysis; words: string; wasAsked: boolean } | undefined {
  const analysis = items.find(({ source }) => source === 'model')
  // One of an earlier state of the incident says nothing of this one.
  if (!analysis || analysis.id === shown.id || analysis.createdAt < shown.createdAt) return undefined
  const { state, model, reason } = analysis
  const name = model ?? 'The language model'
  if (state === 'running') return { analysis, words: `${name} is being asked …`, wasAsked: true }
  // What stood in the way is told in these words, and then nothing was sent.
  const wasAsked = !reason?.startsWith('not asked:')
  return { analysis, words: `${name} says nothing: ${reason ?? 'it gave no reason'}.`, wasAsked }
}

/** How many of the analyses that were about as sure were right, of those that people marked. */
export function accuracyWords(
  bands: readonly { from: number; to: number; right: number; wrong: number }[],
  confidence: number,
): string | undefined {
  const band = bands.findLast(({ from }) => confidence >= from)
  if (!band || band.right + band.wrong === 0) return undefined
  return `Of those about as sure, people found ${band.right} of ${band.right + band.wrong} right.`
}
