import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { cn } from '../../components/class-names.ts'
import { useWorkspace } from '../../session.ts'
import { partWord } from './grouping-panel-words.ts'
import { comparisonQuery } from './incident-queries.ts'

type Side = { eventId: string; name: string }

/** What counted for one of two events and not for the other, and what for both. */
export function GroupingDifferences({ projectId, first, second }: { projectId: string; first: Side; second: Side }) {
  const { slug } = useWorkspace()
  const query = useQuery(comparisonQuery(slug, projectId, first.eventId, second.eventId))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
      {({ together, reasons, differences, common }) => (
        <>
          {together && <p className="mb-2 text-muted">These two events have the same key.</p>}
          <ul className="mb-3 flex list-disc flex-col gap-1 pl-4">
            {reasons.map((reason) => (
              <li key={reason} className="break-words">
                <bdi>{reason}</bdi>
              </li>
            ))}
          </ul>
          <Card>
            <table className="w-full table-fixed text-left">
              <thead>
                <tr className="border-b border-line text-xs text-faint">
                  <th scope="col" className="w-28 px-4 py-2 font-normal max-sm:w-20">
                    Part
                  </th>
                  <th scope="col" className="px-2 py-2 font-normal">
                    {first.name}
                  </th>
                  <th scope="col" className="px-2 py-2 pr-4 font-normal">
                    {second.name}
                  </th>
                </tr>
              </thead>
              <tbody>
                {differences.map((difference, row) => (
                  <tr key={`${difference.kind}.${row}`} className="border-b border-line last:border-b-0">
                    <th scope="row" className="px-4 py-2 align-top font-normal text-muted">
                      {partWord(difference.kind)}
                    </th>
                    <Value text={difference.first} />
                    <Value text={difference.second} />
                  </tr>
                ))}
                {common.map(({ kind, value }, row) => (
                  <tr key={`${kind}.common.${row}`} className="border-b border-line last:border-b-0">
                    <th scope="row" className="px-4 py-2 align-top font-normal text-muted">
                      {partWord(kind)}
                    </th>
                    <td colSpan={2} className="px-2 py-2 pr-4 align-top break-words">
                      <span className="mr-2 text-xs text-faint">the same for both</span>
                      <code className="text-xs text-muted">
                        <bdi>{value}</bdi>
                      </code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Card>
        </>
      )}
    </Loaded>
  )
}

function Value({ text }: { text: string | null }) {
  return (
    <td className={cn('px-2 py-2 pr-4 align-top break-words', text !== null && 'bg-degraded-soft')}>
      {text === null ? (
        <span className="text-xs text-faint">not there</span>
      ) : (
        <code className="text-xs">
          <bdi>{text}</bdi>
        </code>
      )}
    </td>
  )
}
