import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Plus from 'lucide-react/icons/plus'
import ShieldAlert from 'lucide-react/icons/shield-alert'
import { buttonClass } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { BreachDetail } from './breach-detail.tsx'
import { BreachState } from './breach-state.tsx'
import { NewBreach } from './new-breach.tsx'
import { Pages, Row, Rows } from './pages.tsx'
import { breachesQuery } from './queries.ts'

const route = getRouteApi('/staff')

export function Breaches() {
  const { breach } = route.useSearch()
  if (breach === 'new') return <NewBreach />
  if (breach !== undefined) return <BreachDetail key={breach} breachId={breach} />
  return <Register />
}

function Register() {
  const query = useInfiniteQuery(breachesQuery)
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
      <Pages query={query}>
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
