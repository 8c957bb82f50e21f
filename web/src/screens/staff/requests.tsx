import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Inbox from 'lucide-react/icons/inbox'
import { Empty } from '../../components/empty.tsx'
import { Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { capital, counted, words } from '../../format.ts'
import type { ListPrivacyRequestsResult } from '../../staff-api.ts'
import { Pages, Row, Rows } from './pages.tsx'
import { figuresQuery, requestsQuery } from './privacy-queries.ts'
import { RequestDetail } from './request-detail.tsx'

const route = getRouteApi('/staff')

type Request = ListPrivacyRequestsResult['items'][number]

/** What people asked about their data, and by when they must have an answer. */
export function Requests() {
  const { request } = route.useSearch()
  return request ? <RequestDetail requestId={request} /> : <List />
}

function List() {
  const query = useInfiniteQuery(requestsQuery)
  const figures = useQuery({ ...figuresQuery, enabled: query.data !== undefined })
  return (
    <Section title="Privacy requests">
      {figures.data && (
        <p className="mb-3 text-muted">
          {counted(figures.data.open, 'request')} open, {figures.data.overdue} overdue. In the last year{' '}
          {figures.data.answered} answered
          {figures.data.medianDays !== null &&
            `, half of them within ${counted(Math.ceil(figures.data.medianDays), 'day')}, the slowest in ${counted(Math.ceil(figures.data.worstDays ?? 0), 'day')}`}
          .
        </p>
      )}
      <Pages query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={<Inbox />} title="Nobody has asked">
              People ask on their own page or, without a sign-in, at /privacy/request. Copies, deletions, objections and
              restrictions are carried out by themselves; the rest waits here with its due date.
            </Empty>
          ) : (
            <Rows>
              {items.map((request) => (
                <RequestRow key={request.id} request={request} />
              ))}
            </Rows>
          )
        }
      </Pages>
    </Section>
  )
}

function RequestRow({
  request: { id, type, state, address, name, receivedAt, dueAt, closedAt, isOverdue },
}: {
  request: Request
}) {
  return (
    <Row
      actions={
        <span className={isOverdue ? 'font-medium text-down' : 'text-muted'}>
          {closedAt ? (
            <>
              {capital(state)} <Time at={closedAt} />
            </>
          ) : (
            <>
              {isOverdue ? 'Overdue since' : 'Due'} <Time at={dueAt} />
            </>
          )}
        </span>
      }
    >
      <Link to="/staff" search={{ tab: 'requests', request: id }} className="font-medium text-link">
        {capital(words(type))}
      </Link>
      <p className="text-xs text-faint">
        {name ?? address ?? 'Somebody'}, <Time at={receivedAt} />
      </p>
    </Row>
  )
}
