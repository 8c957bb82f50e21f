import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import { Checkbox, SelectField } from '../../../components/field.tsx'
import type { Form } from '../../../form.ts'
import { useWorkspace } from '../../../session.ts'
import { ProbeStateWords } from '../probes/probe-state.tsx'
import { probesQuery, type Probe } from '../probes/queries.ts'
import { fittingQuorum, here, maxPlaces, placesOf, quorumOptions, quorumWords, withPlace } from './place-words.ts'
import type { SpecValues } from './spec.ts'

/** Of a place as people call it; the id of a probe that nobody knows any more stays an id. */
export function usePlaceName(): (place: string) => string {
  const { slug } = useWorkspace()
  const { data } = useQuery(probesQuery(slug))
  return (place) => (place === here ? 'This server' : (data?.items.find(({ id }) => id === place)?.name ?? place))
}

type Props = { form: Form<SpecValues> }

/** From where it is checked, and how many places must agree, with what follows from that. */
export function PlacesFieldset({ form }: Props) {
  const { slug: workspace } = useWorkspace()
  const { data } = useQuery(probesQuery(workspace))
  const id = useId()
  const chosen = placesOf(form.values['places'])
  const probes = (data?.items ?? []).filter((probe) => probe.state !== 'revoked' || chosen.includes(probe.id))
  const error = form.errors['places']
  const choose = (place: string, isChosen: boolean): void => {
    const next = withPlace(form.values['places'], place, isChosen)
    form.set('places', next)
    form.set('quorum', fittingQuorum(form.values['quorum'], placesOf(next).length))
  }
  const box = (place: string) => ({
    name: 'places',
    checked: chosen.includes(place),
    disabled: !chosen.includes(place) && chosen.length >= maxPlaces,
    'aria-invalid': error ? true : undefined,
    onChange: ({ target }: React.ChangeEvent<HTMLInputElement>) => choose(place, target.checked),
  })
  return (
    <fieldset className="min-w-0 rounded-lg border border-line px-3 pt-1 pb-3" aria-describedby={`${id}-words`}>
      <legend className="-ml-1 px-1 text-sm font-medium">Checked from</legend>
      <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
        <Checkbox {...box(here)} label="This server" hint="Reaches what is on the internet." />
        {probes.map((probe) => (
          <Checkbox key={probe.id} {...box(probe.id)} label={<bdi>{probe.name}</bdi>} hint={<Seen probe={probe} />} />
        ))}
        {data && probes.length === 0 && (
          <p className="text-xs text-faint">
            A{' '}
            <Link to="/$workspace/monitors/probes" params={{ workspace }} className="text-link">
              probe
            </Link>{' '}
            checks from inside of a network of yours, or from another place.
          </p>
        )}
      </div>
      {error && (
        <p role="alert" className="mt-2 text-xs text-down">
          {error}
        </p>
      )}
      {chosen.length > 1 && (
        <SelectField
          form={form}
          name="quorum"
          label="Down when so many agree"
          options={quorumOptions(chosen.length)}
          className="mt-3 sm:max-w-60"
        />
      )}
      <p id={`${id}-words`} className="mt-2 text-xs text-muted">
        {quorumWords(chosen.length, Number(form.values['quorum'])).join(' ')}
      </p>
    </fieldset>
  )
}

function Seen({ probe: { state } }: { probe: Probe }) {
  return <ProbeStateWords state={state} />
}
