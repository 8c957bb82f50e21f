import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from '../../components/button.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { counted, fullNumber } from '../../format.ts'
import { staffClient } from '../../staff-api.ts'
import { Fresh, Row, Rows } from './pages.tsx'
import { noticesQuery, processorsQuery, refusalsQuery } from './privacy-queries.ts'

/** Who gets data, what was called, what was refused, and who has still to be told of an erasure. */
export function Processors() {
  const query = useQuery(processorsQuery)
  return (
    <Fresh query={query}>
      {({ processors, connections, workspaceDestinations }) => (
        <>
          <Section title="Register">
            {processors.length === 0 ? (
              <Card className="px-4 py-3 text-muted">
                No processor. One is added in the policy profile, with its hosts, region and agreement; hosts that are
                not in the register are not called.
              </Card>
            ) : (
              <Rows>
                {processors.map((one) => (
                  <Row key={one.id} actions={<span className="text-muted">{called(one)}</span>}>
                    <p>
                      <strong className="font-medium">{one.name}</strong> ({one.regionName}): {one.purpose}
                    </p>
                    <p className="text-xs text-faint">
                      {one.hosts.join(', ')}; gets {one.categories.map(({ id }) => id).join(', ')}
                      {one.dpa ? `; agreement ${one.dpa.version} of ${one.dpa.date}` : ''}
                    </p>
                  </Row>
                ))}
              </Rows>
            )}
            <p className="mt-2 text-xs text-faint">
              To addresses that workspaces chose: {called(workspaceDestinations)}. Servers that drivers connect to:{' '}
              {connections.length === 0
                ? 'none outside of this machine'
                : connections.map(({ host }) => host).join(', ')}
              .
            </p>
          </Section>
          <Refusals />
          <Notices />
        </>
      )}
    </Fresh>
  )
}

function called({ answered, failed, refused }: { answered: number; failed: number; refused: number }): string {
  if (answered + failed + refused === 0) return 'never called'
  return `${counted(answered, 'call')}, ${fullNumber(failed)} failed, ${fullNumber(refused)} refused`
}

/** Calls that the register did not allow: a mistake in the profile, or something that should not happen. */
function Refusals() {
  const query = useQuery(refusalsQuery)
  return (
    <Section title="Refused">
      <Fresh query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Card className="px-4 py-3 text-muted">Nothing was refused.</Card>
          ) : (
            <Rows>
              {items.map((one) => (
                <Row
                  key={`${one.recipientKind} ${one.recipientId} ${one.host} ${one.outcome}`}
                  actions={<Time at={one.lastAt} className="text-xs text-muted" />}
                >
                  {one.host || 'An address of a workspace'}: {one.outcome}, {counted(one.count, 'time')}
                  <p className="text-xs text-faint">
                    {one.recipientKind} {one.recipientId}, for {one.purpose}
                  </p>
                </Row>
              ))}
            </Rows>
          )
        }
      </Fresh>
    </Section>
  )
}

/** GDPR Art. 19: whoever got data is told that it was erased. */
function Notices() {
  const query = useQuery(noticesQuery)
  const queryClient = useQueryClient()
  const run = (work: () => Promise<unknown>, said: string): void => {
    work()
      .then(() => queryClient.invalidateQueries({ queryKey: noticesQuery.queryKey }))
      .then(() => toast({ words: said }), toastError)
  }
  return (
    <Section title="To be told of an erasure">
      <Fresh query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Card className="px-4 py-3 text-muted">Nobody is to be told.</Card>
          ) : (
            <Rows>
              {items.map(({ id, processorName, whom, createdAt, toldAt, confirmedAt }) => {
                const params = { noticeId: id }
                return (
                  <Row
                    key={id}
                    actions={
                      <>
                        {!toldAt && (
                          <Button onClick={() => run(() => staffClient.tellProcessor({ params }), 'Noted.')}>
                            I told them
                          </Button>
                        )}
                        {toldAt && !confirmedAt && (
                          <Button
                            onClick={() =>
                              run(
                                () => staffClient.confirmProcessorErasure({ params }),
                                'Noted; whom it was about is forgotten.',
                              )
                            }
                          >
                            They erased it
                          </Button>
                        )}
                      </>
                    }
                  >
                    <strong className="font-medium">{processorName}</strong>
                    {whom && <>: {whom.address ?? whom.userId}</>}
                    <p className="text-xs text-faint">
                      Erased here <Time at={createdAt} />
                      {confirmedAt && (
                        <>
                          , there <Time at={confirmedAt} />
                        </>
                      )}
                    </p>
                  </Row>
                )
              })}
            </Rows>
          )
        }
      </Fresh>
    </Section>
  )
}
