import { useQuery } from '@tanstack/react-query'
import ChartColumn from 'lucide-react/icons/chart-column'
import { Empty } from '../../components/empty.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { counted, fullNumber } from '../../format.ts'
import { Fresh, Row, Rows } from './pages.tsx'
import { analyticsQuery } from './privacy-queries.ts'

type Counted = { name: string; views: number }

/** The last thirty days of the public site, counted without anyone in it. */
export function Analytics() {
  const query = useQuery(analyticsQuery)
  return (
    <Fresh query={query}>
      {({ mode, days, pages, referrers, countries }) =>
        mode === 'cookieless' ? (
          <>
            <Section title="Days">
              <Rows>
                {days.map(({ day, views, visitors }) => (
                  <Row key={day} actions={<span className="text-muted">{counted(visitors, 'visitor')}</span>}>
                    {day}: {counted(views, 'view')}
                  </Row>
                ))}
              </Rows>
            </Section>
            <div className="grid gap-x-4 md:grid-cols-3">
              <Ranking title="Pages" items={pages.map(({ path, views }) => ({ name: path, views }))} />
              <Ranking title="Came from" items={referrers.map(({ host, views }) => ({ name: host, views }))} />
              <Ranking title="Countries" items={countries.map(({ country, views }) => ({ name: country, views }))} />
            </div>
          </>
        ) : (
          <Empty icon={<ChartColumn />} title="Nothing is counted here">
            The policy profile says which statistics of the public site there are: with the mode cookieless they are
            counted by the program itself, without cookies, and shown here.
          </Empty>
        )
      }
    </Fresh>
  )
}

function Ranking({ title, items }: { title: string; items: Counted[] }) {
  return (
    <Section title={title}>
      <Card>
        {items.length === 0 && <p className="px-4 py-3 text-muted">None yet.</p>}
        <ul>
          {items.map(({ name, views }) => (
            <li key={name} className="flex gap-3 border-t border-line px-4 py-2 first:border-t-0">
              <span className="min-w-0 flex-1 truncate">{name || 'directly'}</span>
              <span className="text-muted tabular-nums">{fullNumber(views)}</span>
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  )
}
