import type { ProjectDeletion, ProjectDeletionPlan } from '../../../api.ts'
import { counted, fullNumber } from '../../../format.ts'

const nouns: [keyof ProjectDeletionPlan['deleted'], string, string?][] = [
  ['incidents', 'incident'],
  ['events', 'event'],
  ['logs', 'log line'],
  ['spans', 'span'],
  ['sourceMaps', 'source map'],
  ['attachments', 'attachment'],
  ['monitors', 'monitor'],
  ['ingestKeys', 'ingest key'],
  ['others', 'other record', 'other records'],
]

/** What would go, in numbers; what there is none of is left out. */
export function goingWords(deleted: ProjectDeletionPlan['deleted']): string[] {
  return nouns.flatMap(([of, noun, plural]) => (deleted[of] === 0 ? [] : [counted(deleted[of], noun, plural)]))
}

/** How far it is: `12,000 of 40,000 records are gone.` */
export function progressWords({ state, toErase, erased }: ProjectDeletion): string {
  if (state === 'held') return 'Stopped by a legal hold. It goes on when the hold is released.'
  if (toErase === null) return 'Nobody sees it any more. What is to go is being counted.'
  return `${fullNumber(erased)} of ${counted(toErase, 'record')} ${erased === 1 ? 'is' : 'are'} gone.`
}
