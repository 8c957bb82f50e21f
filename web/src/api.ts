/** The generated client, one for each workspace, and short names for the shapes that it answers with. */
import {
  ApiError,
  createClient,
  type Client,
  type CompareEventGroupingsResult,
  type CreateApiKeyInput,
  type CreateApiKeyResult,
  type CreateNotificationChannelResult,
  type GetClosurePlanResult,
  type GetComponentFollowingResult,
  type GetFactorsResult,
  type GetGroupingResult,
  type GetIncidentEventResult,
  type GetIncidentResult,
  type GetIncidentTimelineResult,
  type GetIncidentTrailResult,
  type GetIncidentWhyResult,
  type GetOutboxMailResult,
  type GetPrivacyRequestFormResult,
  type GetProjectRetentionResult,
  type GetReportResult,
  type GetRetentionResult,
  type GetSessionResult,
  type GetSeverityRulesResult,
  type GetStatusPageResult,
  type GetAnalysisSettingsResult,
  type GetProjectDeletionPlanResult,
  type GetWorkspaceResult,
  type SignInResult,
  type SearchEventsResult,
  type SearchLogsResult,
  type ListApiKeyRequestsResult,
  type ListApiKeysResult,
  type ListAuditCheckpointsResult,
  type ListAuditEntriesInput,
  type ListAuditEntriesResult,
  type ListComponentsResult,
  type ListComponentGroupsResult,
  type GetUptimeResult,
  type GetUptimePoliciesResult,
  type GetUptimeReportResult,
  type ListConsentsResult,
  type ListDeliveriesResult,
  type ListGroupingRevisionsResult,
  type ListIncidentEventsResult,
  type ListIncidentsInput,
  type ListIncidentsResult,
  type ListIncidentViewsResult,
  type ListIngestKeysResult,
  type ListInvitationsResult,
  type ListLogTemplatesResult,
  type ListMembersResult,
  type ListNotificationChannelsResult,
  type ListOwnPrivacyRequestsResult,
  type ListProcessorsResult,
  type ListProjectDeletionsResult,
  type ListProjectsResult,
  type ListSignInsResult,
  type ListSubscribersResult,
  type ListUpdateDeliveriesResult,
  type ImportStatusPagesInput,
  type ImportStatusPagesResult,
  type ImportSubscribersResult,
  type PreviewStatusImportResult,
  type GetSubscriberSettingsResult,
  type ListWorkspacePrivacyRequestsResult,
  type RehearseGroupingResult,
  type SetUpResult,
  type CreateCheckMonitorInput,
  type CreateMonitorInput,
  type GetCheckHistoryResult,
  type GetCheckLatencyResult,
  type GetCheckMonitorResult,
  type ListCheckMonitorsInput,
  type ListCheckMonitorsResult,
  type ListCheckResultsResult,
  type TestCheckResult,
  type CreateAlertRuleGroupInput,
  type CreateSilenceInput,
  type GetAlertRuleResult,
  type ImportAlertRulesResult,
  type ListAlertChangesResult,
  type ListAlertRuleEvaluationsResult,
  type ListAlertRulesResult,
  type ListSilencesResult,
  type PreviewAlertRuleInput,
  type PreviewAlertRuleResult,
  type RehearseAlertRuleInput,
  type RehearseAlertRuleResult,
  type GetDashboardResult,
  type ImportDashboardResult,
  type ListDashboardAnnotationsResult,
  type ListDashboardsResult,
  type GetHostGraphsResult,
  type GetHostResult,
  type ListHostsInput,
  type ListHostsResult,
  type GetMonitorResult,
  type GetReleaseHealthResult,
  type GetReleaseResult,
  type ListCheckInsResult,
  type ListMonitorsInput,
  type ListReleaseIncidentsResult,
  type ListReleasesResult,
  type ListIncidentReleasesResult,
  type ListFeedbackResult,
  type ListAttachmentsResult,
  type ListTracesResult,
  type ListTracesInput,
  type GetSpanResult,
  type GetTraceResult,
  type CreateQuotaInput,
  type GetIntakeSettingsResult,
  type FindIncidentAlertsResult,
  type GetMetricLimitsResult,
  type GetUsageResult,
  type SetMetricLimitsInput,
  type ListMissingSourceMapsResult,
  type ListOutcomesResult,
  type ListQuotasResult,
  type ListSourceMapsResult,
  type ListSourceMapUploadsResult,
  type PreviewScrubbingInput,
  type PreviewScrubbingResult,
  type GetProjectScrubbingRulesResult,
  type SetProjectScrubbingRulesInput,
} from '../../api/client.ts'

import { askWhoItIs } from './prove.ts'

export { ApiError, type Client }
export type {
  GetClosurePlanResult,
  GetPrivacyRequestFormResult,
  GetProjectRetentionResult,
  GetRetentionResult,
  ListConsentsResult,
  ListOwnPrivacyRequestsResult,
  ListProcessorsResult,
  ListWorkspacePrivacyRequestsResult,
}

export type Session = Omit<GetSessionResult, 'workspaces'> & { workspaces: Workspace[] }
export type SignedIn = SignInResult
export type Factors = GetFactorsResult
export type Workspace = GetSessionResult['workspaces'][number] & {
  /** Of a look by those who run the installation. */
  endsAt?: string
}
export type Permission = Workspace['permissions'][number]
export type SetUp = SetUpResult
export type Member = ListMembersResult['items'][number]
export type AnalysisSettings = GetAnalysisSettingsResult
export type WorkspaceDetail = GetWorkspaceResult
export type Role = Member['role']
export type Invitation = ListInvitationsResult['items'][number]
export type ApiKey = ListApiKeysResult['items'][number]
export type NewApiKey = CreateApiKeyResult
export type Scope = CreateApiKeyInput['body']['scopes'][number]
export type ApiKeyRequest = ListApiKeyRequestsResult['items'][number]
export type IngestKey = ListIngestKeysResult['items'][number]
export type AuditEntry = ListAuditEntriesResult['items'][number]
export type AuditQuery = NonNullable<ListAuditEntriesInput['query']>
export type AuditCheckpoint = ListAuditCheckpointsResult['items'][number]
export type SignIn = ListSignInsResult['items'][number]
export type Project = ListProjectsResult['items'][number]
export type ProjectDeletion = ListProjectDeletionsResult['items'][number]
export type ProjectDeletionPlan = GetProjectDeletionPlanResult
export type IncidentPage = ListIncidentsResult
export type IncidentQuery = NonNullable<ListIncidentsInput['query']>
export type Incident = IncidentPage['items'][number]
export type IncidentView = ListIncidentViewsResult['items'][number]
export type FoundEvent = SearchEventsResult['items'][number]
export type LogLine = SearchLogsResult['items'][number]
export type LogTemplate = ListLogTemplatesResult['items'][number]
export type IncidentDetail = GetIncidentResult
export type IncidentGroup = GetIncidentWhyResult['groups'][number]
export type SeverityRule = GetSeverityRulesResult['rules'][number]
export type ProjectGrouping = GetGroupingResult
export type GroupingRevision = ListGroupingRevisionsResult['items'][number]
export type Rehearsal = RehearseGroupingResult
export type EventComparison = CompareEventGroupingsResult
export type EventSummary = ListIncidentEventsResult['items'][number]
export type EventDetail = GetIncidentEventResult
export type Exception = EventDetail['exceptions'][number]
export type Frame = Exception['frames'][number]
export type Breadcrumb = EventDetail['breadcrumbs'][number]
export type ReleaseCount = ListIncidentReleasesResult['items'][number]
export type Attachment = ListAttachmentsResult['items'][number]
export type Feedback = ListFeedbackResult['items'][number]
export type Trace = GetTraceResult
export type TraceSpan = Trace['spans'][number]
export type TraceError = Trace['errors'][number]
export type SpanDetail = GetSpanResult
export type TraceQuery = NonNullable<ListTracesInput['query']>
export type EntrySpan = ListTracesResult['items'][number]
export type Activity = GetIncidentTimelineResult['items'][number]
export type TrailStep = GetIncidentTrailResult['steps'][number]
export type Channel = ListNotificationChannelsResult['items'][number]
export type NewChannel = CreateNotificationChannelResult
export type Delivery = ListDeliveriesResult['items'][number]
export type StatusPage = GetStatusPageResult
export type Component = ListComponentsResult['items'][number]
export type ComponentStatus = Component['status']
export type Following = GetComponentFollowingResult
export type FollowedMonitor = Following['monitors'][number]
export type ComponentGroup = ListComponentGroupsResult['items'][number]
export type Uptime = GetUptimeResult
export type UptimeDay = Uptime['components'][number]['days'][number]
export type UptimePolicies = GetUptimePoliciesResult
export type UptimeReport = GetUptimeReportResult
export type Report = GetReportResult
export type ReportUpdate = Report['updates'][number]
export type Subscriber = ListSubscribersResult['items'][number]
export type SubscriberState = Subscriber['state']
export type SubscriberChannel = Subscriber['channel']
export type SubscriberImport = ImportSubscribersResult
export type StatusImportInput = ImportStatusPagesInput['body']
export type StatusImportPreview = PreviewStatusImportResult
export type StatusImportResult = ImportStatusPagesResult
export type SubscriberSettings = GetSubscriberSettingsResult
export type SubscriberDelivery = ListUpdateDeliveriesResult['items'][number]
export type SubscriberDeliveryState = SubscriberDelivery['state']
export type SubscriberDeliveryCounts = ListUpdateDeliveriesResult['counts']
export type Mail = GetOutboxMailResult
export type ReleaseRow = ListReleasesResult['items'][number]
export type ReleaseDetail = GetReleaseResult
export type ReleaseHealth = GetReleaseHealthResult
export type ReleaseIncidents = ListReleaseIncidentsResult
export type AlertGroup = ListAlertRulesResult['items'][number]
export type AlertGroupDraft = CreateAlertRuleGroupInput['body']
export type AlertRule = AlertGroup['rules'][number]
export type AlertRuleDetail = GetAlertRuleResult
export type IncidentAlerts = FindIncidentAlertsResult
export type AlertEvaluation = ListAlertRuleEvaluationsResult['items'][number]
export type AlertChange = ListAlertChangesResult['items'][number]
export type PreviewInput = PreviewAlertRuleInput['body']
export type RulePreview = PreviewAlertRuleResult
export type RehearsalInput = RehearseAlertRuleInput['body']
export type RuleRehearsal = RehearseAlertRuleResult
export type RuleFileImport = ImportAlertRulesResult
export type Silence = ListSilencesResult['items'][number]
export type SilenceDraft = CreateSilenceInput['body']
export type DashboardItem = ListDashboardsResult['items'][number]
export type StoredDashboard = GetDashboardResult
export type DashboardImport = ImportDashboardResult
export type DashboardAnnotation = ListDashboardAnnotationsResult['items'][number]
export type Host = ListHostsResult['items'][number]
export type HostInDetail = GetHostResult
export type HostGraphs = GetHostGraphsResult
export type HostState = Host['state']
export type HostSort = NonNullable<NonNullable<ListHostsInput['query']>['sort']>
export type Monitor = GetMonitorResult
export type CheckMonitor = GetCheckMonitorResult
export type NewCheckMonitor = CreateCheckMonitorInput['body']
export type CheckSpec = NewCheckMonitor['spec']
export type ListedCheck = ListCheckMonitorsResult['items'][number]
export type CheckQuery = NonNullable<ListCheckMonitorsInput['query']>
export type CheckCondition = ListedCheck['condition']
export type CheckHistory = GetCheckHistoryResult
export type CheckLatency = GetCheckLatencyResult
export type StoredCheck = ListCheckResultsResult['items'][number]
export type TestedCheck = TestCheckResult
export type MonitorCondition = NonNullable<NonNullable<ListMonitorsInput['query']>['condition']>
export type MonitorSchedule = NonNullable<Monitor['schedule']>
export type NewMonitor = CreateMonitorInput['body']
export type CheckIn = ListCheckInsResult['items'][number]
export type Outcomes = ListOutcomesResult
export type Outcome = Outcomes['totals'][number]
export type Quota = ListQuotasResult['items'][number]
export type NewQuota = CreateQuotaInput['body']
export type Usage = GetUsageResult
export type MetricLimits = GetMetricLimitsResult
export type ChosenMetricLimits = SetMetricLimitsInput['body']
export type IntakeSettings = GetIntakeSettingsResult
export type ScrubbingRule = SetProjectScrubbingRulesInput['body']['rules'][number]
export type InheritedRule = GetProjectScrubbingRulesResult['inherited'][number]
export type ScrubbingPreview = PreviewScrubbingResult
export type ScrubbingDraft = PreviewScrubbingInput['body']
export type SourceMap = ListSourceMapsResult['items'][number]
export type SourceMapPage = ListSourceMapsResult
export type SourceMapUpload = ListSourceMapUploadsResult['items'][number]
export type MissingSourceMap = ListMissingSourceMapsResult['items'][number]

/** For what needs no workspace: set-up, signing in, and the person themselves. */
export const client = createClient({ baseUrl: '', headers: csrfHeader, onRefused: proveAgain })

const clients = new Map<string, Client>()

/** Acts in the workspace with this slug; the server checks that the person is a member of it. */
export function clientFor(workspace: string): Client {
  const known = clients.get(workspace)
  if (known) return known
  const headers = (): Record<string, string> => ({ 'watchword-workspace': workspace, ...csrfHeader() })
  const made = createClient({ baseUrl: '', headers, onRefused: proveAgain })
  clients.set(workspace, made)
  return made
}

/** Where the operator wants a signed cookie sent twice, its value; scripts of other sites cannot read it. */
export function csrfHeader(): Record<string, string> {
  const [, value] = /(?:^|; )(?:__Host-)?watchword_csrf=([^;]+)/.exec(document.cookie) ?? []
  return value === undefined ? {} : { 'watchword-csrf': value }
}

/** Some acts want a factor that was proved just now: the person is asked for one, and the request is sent again. */
export async function proveAgain(error: ApiError): Promise<boolean> {
  return error.code === 'fresh_factor_required' && (await askWhoItIs())
}

/** What went wrong in words for people, whatever was thrown. */
export function describe(error: unknown): { title: string; detail: string; requestId?: string | undefined } {
  if (!(error instanceof ApiError)) {
    return { title: 'This screen stopped working', detail: error instanceof Error ? error.message : String(error) }
  }
  const { status, code, detail, requestId } = error
  if (code === 'unreachable')
    return {
      title: titles[0] ?? '',
      detail: 'What you see stays as it was. Everything is read again as soon as the server answers.',
    }
  return { title: titles[status] ?? 'That did not work', detail: sentence(detail), requestId }
}

const titles: Record<number, string> = {
  0: 'The server cannot be reached',
  401: 'You are not signed in any more',
  403: 'Your role does not allow this',
  404: 'This is not here',
  409: 'Something else happened in between',
  429: 'Too many requests at once',
  500: 'Something went wrong on our side',
  503: 'Watchword is not ready right now',
}

/** Messages of the API begin in lower case and have no full stop. */
export function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.?!…]$/.test(start) ? start : `${start}.`
}
