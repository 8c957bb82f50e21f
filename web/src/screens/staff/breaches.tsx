import { getRouteApi, Link } from '@tanstack/react-router'
import Plus from 'lucide-react/icons/plus'
import ShieldAlert from 'lucide-react/icons/shield-alert'
import { buttonClass } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { BreachDetail } from './breach-detail.tsx'
import { NewBreach } from './new-breach.tsx'
import { Pages, Row, Rows } from './pages.tsx'
import { breachesQuery, type ListedBreach } from './queries.ts'

const route = getRouteApi('/staff')

export function Breaches() {
  const { breach } = route.useSearch()
  if (breach === 'new') return <NewBreach />
  if (breach !== undefined) return <BreachDetail key={breach} breachId={breach} />
  return (
    <Section
      title="Breach register"
      actions={
        <Link to="/staff" search={{ tab: 'breaches', breach: 'new' }} className={buttonClass()}>
          <Plus aria-hidden />
          Open an entry
        </Link>
      }
    >
      <Pages query={breachesQuery}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={<ShieldAlert />} title="Nothing happened so far">
              When data was lost, seen by others or changed, open an entry: the authority is to be notified within 72
              hours of when it was noticed, and the owners of the workspaces concerned are told from here.
            </Empty>
          ) : (
            <Rows>
              {items.map((breach) => (
                <Row key={breach.id} actions={<BreachState breach={breach} />}>
                  <Link
                    to="/staff"
                    search={{ tab: 'breaches', breach: breach.id }}
                    className="font-medium break-words hover:underline"
                  >
                    {breach.title}
                  </Link>
                  <p className="text-xs text-faint">
                    Noticed <Time at={breach.noticedAt} />
                  </p>
                </Row>
              ))}
            </Rows>
          )
        }
      </Pages>
    </Section>
  )
}

/** What the law waits for, in words. */
export function BreachState({ breach }: { breach: ListedBreach }) {
  if (breach.closedAt) return <span className="text-muted">Closed</span>
  if (breach.authorityNotifiedAt) return <span className="text-up">Authority notified</span>
  const late = new Date(breach.authorityDeadline) < new Date()
  return (
    <span className={late ? 'text-down' : 'text-degraded'}>
      {late ? 'The authority’s deadline ended ' : 'Notify the authority '}
      <Time at={breach.authorityDeadline} />
    </span>
  )
}
