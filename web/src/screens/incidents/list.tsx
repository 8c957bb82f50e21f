import { getRouteApi } from '@tanstack/react-router'
import ArrowUp from 'lucide-react/icons/arrow-up'
import { useMemo, useState } from 'react'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { useTitle } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { counted } from '../../format.ts'
import { readStored, storageKeys, writeStored } from '../../storage.ts'
import { BulkBar } from './bulk-bar.tsx'
import { filterText } from './filter.ts'
import { FilterBar } from './filter-bar.tsx'
import { incidentFilter } from './filter-query.ts'
import { NoIncidents } from './no-incidents.tsx'
import { IncidentRows } from './rows.tsx'
import { useIncidentList } from './use-incident-list.ts'
import { useKnown } from './use-known.ts'
import { useListKeys } from './use-list-keys.ts'

const route = getRouteApi('/$workspace/incidents')

export function IncidentList() {
  useTitle('Incidents')
  const known = useKnown()
  const { q, sort } = route.useSearch()
  const line = filterText(q)
  const filter = useMemo(() => incidentFilter(line, sort, known), [line, sort, known])
  const { list, rows, newCount, showNew, counts } = useIncidentList(filter)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [dense, setDense] = useState(() => readStored(storageKeys.density) === 'dense')
  const toggle = (id: string): void =>
    setSelected((ids) => (ids.has(id) ? new Set([...ids].filter((each) => each !== id)) : new Set([...ids, id])))
  const { cursor, wanted, focused } = useListKeys({ rows, selected, toggle, clear: () => setSelected(new Set()) })

  return (
    <div className="relative flex h-full min-h-0 flex-col">
      <FilterBar
        line={line}
        counts={counts}
        rows={rows}
        dense={dense}
        onDense={() => {
          writeStored(storageKeys.density, dense ? undefined : 'dense')
          setDense(!dense)
        }}
      />
      {newCount > 0 && (
        <div className="pointer-events-none absolute inset-x-0 top-34 z-10 flex justify-center">
          <button
            type="button"
            onClick={showNew}
            className="appear pointer-events-auto flex h-8 items-center gap-1.5 rounded-full bg-accent-fill px-3.5 font-medium text-on-accent shadow-float hover:bg-accent-fill-hover"
          >
            <ArrowUp className="size-3.5" aria-hidden />
            {newCount} new
          </button>
        </div>
      )}
      <p role="status" className="sr-only">
        {newCount > 0 ? counted(newCount, 'new incident') : ''}
      </p>
      {list.isPending && <SkeletonRows rows={10} />}
      {list.isError && rows.length === 0 && (
        <div className="p-6">
          <ErrorPanel error={list.error} retry={() => void list.refetch()} />
        </div>
      )}
      {list.isSuccess && rows.length === 0 && newCount === 0 && <NoIncidents line={line} counts={counts} />}
      {rows.length > 0 && (
        <IncidentRows
          rows={rows}
          dense={dense}
          cursor={cursor}
          wanted={wanted}
          onFocused={focused}
          selected={selected}
          onSelect={toggle}
          more={list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined}
          moreError={list.isFetchNextPageError ? list.error : undefined}
        />
      )}
      <BulkBar incidents={rows.filter(({ id }) => selected.has(id))} onClear={() => setSelected(new Set())} />
    </div>
  )
}
