import type { UseQueryResult } from '@tanstack/react-query'
import type { IncidentPage, Project } from '../../api.ts'
import { UnknownPill } from '../../components/states.tsx'
import { counted } from '../../format.ts'

type Props = { open: UseQueryResult<IncidentPage>; projects: UseQueryResult<{ items: Project[] }> }

/** One sentence. What has never reported is unknown, and unknown is never well. */
export function Headline({ open, projects }: Props) {
  const counts = open.data?.counts
  if (!counts || !projects.data) return <span className="text-faint">Looking …</span>
  const all = projects.data.items
  const silent = all.filter(({ firstEventAt }) => firstEventAt === null)
  if (silent.length === all.length) {
    return (
      <span className="flex flex-wrap items-center gap-2">
        <UnknownPill>Unknown</UnknownPill> Nothing has reported yet, so nothing is known.
      </span>
    )
  }
  const unknown =
    silent.length > 0
      ? ` Nothing is known of ${silent.map(({ name }) => name).join(', ')}: no event has come from there yet.`
      : ''
  const wrong =
    counts.open === 0
      ? `Nothing is wrong that we know of${counts.acknowledged > 0 ? `; ${counted(counts.acknowledged, 'incident is', 'incidents are')} being worked on` : ''}.`
      : `${counted(counts.open, 'incident is', 'incidents are')} open${counts.acknowledged > 0 ? `, ${counts.acknowledged} being worked on` : ''}.`
  return <>{wrong + unknown}</>
}
