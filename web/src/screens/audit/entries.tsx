import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Button } from '../../components/button.tsx'
import { Paged } from '../../components/paged.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useWorkspace } from '../../session.ts'
import { EntryRow } from './entry-row.tsx'
import { Filters } from './filters.tsx'
import { isFiltered, withFilter, type AuditFilter } from './filter.ts'
import { entriesQuery } from './queries.ts'

const route = getRouteApi('/$workspace/settings/audit')

export function Entries() {
  const { slug } = useWorkspace()
  const { tab: _, ...filter } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useInfiniteQuery({ ...entriesQuery(slug, filter), placeholderData: keepPreviousData })
  const show = (next: AuditFilter): void => void navigate({ search: next, replace: true, resetScroll: false })
  return (
    <>
      <Filters filter={filter} onChange={show} />
      <Paged query={query} skeleton={<SkeletonRows rows={8} />} more="Show older entries">
        {(entries) =>
          entries.length === 0 ? (
            <div className="rounded-lg border border-dashed border-line-strong px-4 py-8 text-center text-muted">
              <p>{isFiltered(filter) ? 'No entry fits the filter.' : 'Nothing has been done here yet.'}</p>
              {isFiltered(filter) && (
                <Button className="mt-3" onClick={() => show({})}>
                  Show all entries
                </Button>
              )}
            </div>
          ) : (
            <Card className={query.isPlaceholderData ? 'stale' : ''}>
              <ul aria-busy={query.isPlaceholderData}>
                {entries.map((entry) => (
                  <EntryRow
                    key={entry.number}
                    entry={entry}
                    onFilter={(name, value) => show(withFilter(filter, name, value))}
                  />
                ))}
              </ul>
            </Card>
          )
        }
      </Paged>
    </>
  )
}
