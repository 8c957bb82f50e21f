import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Activity from 'lucide-react/icons/activity'
import Plus from 'lucide-react/icons/plus'
import SearchX from 'lucide-react/icons/search-x'
import { useCallback, useState } from 'react'
import type { CheckCondition } from '../../../api.ts'
import { buttonClass } from '../../../components/button.tsx'
import { Empty } from '../../../components/empty.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Screen } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { useWorkspace } from '../../../session.ts'
import { CheckFilterBar } from './filter.tsx'
import { checksQuery, pageRows, type CheckSearch } from './queries.ts'
import { Rows } from './rows.tsx'
import { MonitorKinds } from './tabs.tsx'

const route = getRouteApi('/$workspace/monitors/checks')

export function CheckList() {
  const { slug: workspace } = useWorkspace()
  const { q, is, group, label, type, sort } = route.useSearch()
  const search = { query: q, condition: is, group, label, type, sort }
  const query = useQuery({ ...checksQuery(workspace, search, 0), placeholderData: keepPreviousData })
  const first = query.data
  const filtered = Boolean(q ?? is ?? group ?? label ?? type)
  const isEmpty = !filtered && first?.items.length === 0
  return (
    <Screen
      title="Monitors"
      lead="What is looked at from outside, again and again. One that is down opens an incident."
      actions={
        <Link to="/$workspace/monitors/checks/new" params={{ workspace }} className={buttonClass('primary')}>
          <Plus aria-hidden />
          Create monitor
        </Link>
      }
    >
      <MonitorKinds chosen="checks" />
      {!isEmpty && <CheckFilterBar counts={first?.counts} />}
      <Loaded query={query} skeleton={<SkeletonRows rows={8} />}>
        {({ counts, items, search: asked }) => {
          if (isEmpty) return <NoChecks />
          if (items.length === 0) {
            return (
              <Empty icon={<SearchX />} title="No monitor fits this filter">
                {is === 'down' ? 'None is down.' : 'Look for something else, or for all of them.'}
              </Empty>
            )
          }
          return <Found key={JSON.stringify(asked)} search={asked} total={totalOf(counts, asked.condition)} />
        }}
      </Loaded>
    </Screen>
  )
}

function totalOf(counts: Record<CheckCondition, number>, is: CheckCondition | undefined): number {
  return is ? counts[is] : Object.values(counts).reduce((sum, count) => sum + count, 0)
}

/** Those that fit the filter, of which the pages in sight are fetched. */
function Found({ search, total }: { search: CheckSearch; total: number }) {
  const { slug: workspace } = useWorkspace()
  const [range, setRange] = useState({ first: 0, last: 0 })
  const onRange = useCallback((from: number, to: number): void => {
    const [first, last] = [Math.floor(from / pageRows), Math.floor(to / pageRows)]
    setRange((before) => (before.first === first && before.last === last ? before : { first, last }))
  }, [])
  const wanted = Array.from({ length: range.last - range.first + 1 }, (_, index) => range.first + index)
  const pages = useQueries({ queries: wanted.map((page) => checksQuery(workspace, search, page)) })
  const monitorAt = (index: number) => pages[Math.floor(index / pageRows) - range.first]?.data?.items[index % pageRows]
  return <Rows total={total} monitorAt={monitorAt} onRange={onRange} />
}

function NoChecks() {
  const { slug: workspace } = useWorkspace()
  return (
    <Empty
      icon={<Activity />}
      title="Nothing is checked yet"
      action={
        <Link to="/$workspace/monitors/checks/new" params={{ workspace }} className={buttonClass('primary')}>
          Create monitor
        </Link>
      }
    >
      Give an address, and Watchword looks at it from now on: a website, a port, a certificate, a database.
    </Empty>
  )
}
