/** Alert rules: groups of them evaluated on time, their alerts, and what is recorded for other queries. */
import { silenceEndpoints } from './alertmanager/silence-routes.ts'
import { fileEndpoints } from './files/routes.ts'
import { rehearsalEndpoints } from './rehearsal/routes.ts'
import { endpoints as ruleEndpoints } from './routes.ts'

export {
  createIntakeRoutes as createAlertmanagerIntake,
  createReadRoutes as createAlertmanagerRoutes,
} from './alertmanager/routes.ts'
export { createIncidentAlertEndpoints } from './alertmanager/incident-alert-routes.ts'
export { createAlerts, type Alerts } from './alerts.ts'
export { listAlertsWithin, type AlertMark } from './list-within.ts'
export { migrations } from './migrations.ts'
export { default as inventory } from './inventory.ts'
export { createPrometheusRoutes } from './prometheus/routes.ts'
// Paths with words lead, so that no word is taken for an id.
export const endpoints = [...rehearsalEndpoints, ...fileEndpoints, ...ruleEndpoints, ...silenceEndpoints]
