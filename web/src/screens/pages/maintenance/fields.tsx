import type { ReactNode } from 'react'
import { Checkbox, SelectField, TextArea, TextField } from '../../../components/field.tsx'
import type { Form } from '../../../form.ts'
import { ComponentChoice, lengthOptions, remindOptions, verifyOptions } from './form-parts.tsx'
import { MonitorChoice, type NamedMonitor } from './monitor-choice.tsx'

/** What every form of a maintenance has: of one window, of a series, of work that is to come. */
export type MaintenanceValues = {
  title: string
  /** `2026-12-01T02:00`. */
  scheduledFor: string
  durationMinutes: string
  componentIds: string[]
  monitorIds: string[]
  verifyMinutes: string
  /** Empty: no reminder. */
  remindMinutes: string
  tellsStart: boolean
  tellsEnd: boolean
  notify: boolean
}

type Props<V extends MaintenanceValues & Record<string, unknown>> = { form: Form<V> }

/** Only the fields above are read and set here, and every form that has them has them so. */
function shared<V extends MaintenanceValues & Record<string, unknown>>(form: Form<V>): Form<MaintenanceValues> {
  return form as unknown as Form<MaintenanceValues>
}

export function WhenFields<V extends MaintenanceValues & Record<string, unknown>>({
  form: whole,
  hint,
  hasBegun,
}: Props<V> & { hint: string; hasBegun?: boolean }) {
  const form = shared(whole)
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        form={form}
        name="scheduledFor"
        type="datetime-local"
        label="Begins"
        readOnly={hasBegun}
        hint={hasBegun ? 'It has begun: only its end can be moved.' : hint}
      />
      <SelectField
        form={form}
        name="durationMinutes"
        label="Takes"
        options={lengthOptions(form.values.durationMinutes)}
      />
    </div>
  )
}

/** Whom it concerns, its last minutes, and who is told of it when. `now`: what belongs above the rest of the telling. */
export function MemberFields<V extends MaintenanceValues & Record<string, unknown>>({
  form: whole,
  pageId,
  monitors = [],
  now,
}: Props<V> & { pageId: string; monitors?: readonly NamedMonitor[]; now?: ReactNode }) {
  const form = shared(whole)
  const { values } = form
  return (
    <>
      <ComponentChoice pageId={pageId} value={values.componentIds} onChange={(ids) => form.set('componentIds', ids)} />
      <MonitorChoice value={values.monitorIds} named={monitors} onChange={(ids) => form.set('monitorIds', ids)} />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField form={form} name="verifyMinutes" label="Time to verify" options={verifyOptions} />
        <SelectField form={form} name="remindMinutes" label="Reminder" options={remindOptions(values.remindMinutes)} />
      </div>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-sm font-medium">Subscribers are told</legend>
        {now}
        <Checkbox
          checked={values.tellsStart}
          onChange={() => form.set('tellsStart', !values.tellsStart)}
          label="When it begins"
        />
        <Checkbox
          checked={values.tellsEnd}
          onChange={() => form.set('tellsEnd', !values.tellsEnd)}
          label="When it is completed"
        />
      </fieldset>
    </>
  )
}

/** Appears once the times are others than before. */
export function MoveFields<V extends MaintenanceValues & { reason: string } & Record<string, unknown>>({
  form: whole,
}: Props<V>) {
  const form = whole as unknown as Form<MaintenanceValues & { reason: string }> // as in `shared`
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line bg-sunken px-3 py-3">
      <TextArea
        form={form}
        name="reason"
        label="What readers are told of the new times"
        placeholder="Our supplier needs another day."
        rows={2}
      />
      <Checkbox
        checked={form.values.notify}
        onChange={() => form.set('notify', !form.values.notify)}
        label="Tell the subscribers of the new times"
      />
    </div>
  )
}

/** As the API takes them. */
export function bodyOf({ durationMinutes, verifyMinutes, remindMinutes, ...values }: MaintenanceValues) {
  const { title, componentIds, monitorIds, tellsStart, tellsEnd, notify } = values
  return {
    ...{ title, componentIds, monitorIds, tellsStart, tellsEnd, notifySubscribers: notify },
    durationMinutes: Number(durationMinutes),
    verifyMinutes: Number(verifyMinutes),
    remindMinutes: remindMinutes === '' ? null : Number(remindMinutes),
  }
}
