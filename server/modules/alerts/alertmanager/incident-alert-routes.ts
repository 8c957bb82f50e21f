import { z } from 'zod'
import { endpoint, id, type Endpoint } from '#platform/http'
import { IncidentAlertsBody } from '../bodies.ts'
import { findIncidentAlerts, type RequireIncident } from './find-incident-alerts.ts'

export const createIncidentAlertEndpoints = (requireIncident: RequireIncident): Endpoint[] => [
  endpoint({
    operationId: 'findIncidentAlerts',
    summary: 'Find the alert rule and the alerts from outside that an incident is about, as they are now',
    method: 'get',
    path: '/incident-alerts',
    permission: 'incidents.read',
    query: z.object({ incidentId: id('inc') }),
    response: IncidentAlertsBody,
    handle: (ctx, { query }) => findIncidentAlerts(ctx, requireIncident, query.incidentId),
  }),
]
