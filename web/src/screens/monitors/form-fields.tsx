import { SelectField, TextField } from '../../components/field.tsx'
import type { Form } from '../../form.ts'
import { cronProblem, fieldsOf, scheduleOf, units, wholeProblem, type ScheduleFields } from './schedule.ts'
import type { Monitor, NewMonitor } from '../../api.ts'

type Limits = Record<'marginMinutes' | 'maxRunMinutes' | 'failuresToOpen' | 'successesToResolve', string>
/** Field errors of the API about the schedule as a whole are shown at `cron`. */
export type SettingsFields = ScheduleFields & Limits & { name: string }

const maxMinutes = 7 * 24 * 60

export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

export function settingsOf(monitor: Monitor | undefined): SettingsFields {
  return {
    name: monitor?.name ?? '',
    ...fieldsOf(monitor?.schedule ?? null, ownTimeZone()),
    ...(!monitor && { kind: 'crontab' }),
    marginMinutes: String(monitor?.marginMinutes ?? 5),
    maxRunMinutes: String(monitor?.maxRunMinutes ?? 30),
    failuresToOpen: String(monitor?.failuresToOpen ?? 1),
    successesToResolve: String(monitor?.successesToResolve ?? 1),
  }
}

export const settingsRules = {
  cron: (fields: SettingsFields) => cronProblem(fields),
  every: ({ kind, every }: SettingsFields) => (kind === 'interval' ? wholeProblem(every, 1, 100_000) : undefined),
  marginMinutes: ({ marginMinutes }: SettingsFields) => wholeProblem(marginMinutes, 0, maxMinutes),
  maxRunMinutes: ({ maxRunMinutes }: SettingsFields) => wholeProblem(maxRunMinutes, 1, maxMinutes),
  failuresToOpen: ({ failuresToOpen }: SettingsFields) => wholeProblem(failuresToOpen, 1, 100),
  successesToResolve: ({ successesToResolve }: SettingsFields) => wholeProblem(successesToResolve, 1, 100),
}

/** As the API takes them. */
export function bodyOf(fields: SettingsFields): Omit<NewMonitor, 'projectId' | 'slug'> {
  return {
    schedule: scheduleOf(fields),
    marginMinutes: Number(fields.marginMinutes),
    maxRunMinutes: Number(fields.maxRunMinutes),
    failuresToOpen: Number(fields.failuresToOpen),
    successesToResolve: Number(fields.successesToResolve),
  }
}

const kinds = [
  { value: 'crontab', word: 'Crontab' },
  { value: 'interval', word: 'Interval' },
  { value: 'none', word: 'None: nothing is missed' },
]

/** The zones of the browser, and the chosen one, whatever the browser knows. */
function timeZones(chosen: string): { value: string; word: string }[] {
  const known = Intl.supportedValuesOf('timeZone')
  return [...new Set(['UTC', chosen, ...known])].map((value) => ({ value, word: value.replaceAll('_', ' ') }))
}

export function ScheduleFieldset<V extends SettingsFields>({ form }: { form: Form<V> }) {
  // The names below are those of the settings, whatever else the form holds.
  const own = form as unknown as Form<SettingsFields>
  const { kind, timeZone } = own.values
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-3">
        <SelectField form={own} name="kind" label="Schedule" options={kinds} />
        {kind === 'crontab' && (
          <>
            <TextField
              form={own}
              name="cron"
              label="Crontab"
              spellCheck={false}
              placeholder="0 3 * * *"
              hint="Minute, hour, day, month, day of the week."
            />
            <SelectField form={own} name="timeZone" label="Time zone" options={timeZones(timeZone)} />
          </>
        )}
        {kind === 'interval' && (
          <>
            <TextField form={own} name="every" label="Every" inputMode="numeric" />
            <SelectField
              form={own}
              name="unit"
              label="Unit"
              options={units.map((unit) => ({ value: unit, word: `${unit}s` }))}
            />
          </>
        )}
      </div>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <TextField
          form={own}
          name="marginMinutes"
          label="Margin (minutes)"
          inputMode="numeric"
          hint="So much later is still in time."
        />
        <TextField
          form={own}
          name="maxRunMinutes"
          label="Longest run (minutes)"
          inputMode="numeric"
          hint="Then it has timed out."
        />
        <TextField
          form={own}
          name="failuresToOpen"
          label="Failures to open"
          inputMode="numeric"
          hint="In a row, until an incident opens."
        />
        <TextField
          form={own}
          name="successesToResolve"
          label="Successes to resolve"
          inputMode="numeric"
          hint="In a row, until it is resolved."
        />
      </div>
    </>
  )
}
