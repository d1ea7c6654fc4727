import type {
  CredentialTable,
  MemberTable,
  SessionTable,
  UserTable,
  VerificationTable,
  WorkspaceTable,
} from "./accounts.ts";
import type { ApiKeyBrandTable, ApiKeyTable, ApiRequestTable } from "./api-keys.ts";
import type { AuditEntryTable, AuditHeadTable } from "./audit.ts";
import type { BrandKitTable, BrandTable, PersonaTable, ProductTable, ScheduleSlotTable } from "./brands.ts";
import type {
  BriefCellTable,
  BriefDraftTable,
  BriefLaunchTable,
  BriefPersonaTable,
  BriefProductTable,
  BriefTable,
  ScriptTable,
  VariantTable,
} from "./briefs.ts";
import type { ClaimTable } from "./claims.ts";
import type { ConnectionCredentialTable } from "./credentials.ts";
import type { BeforeAfterTable, CutawayTable } from "./cutaways.ts";
import type { DossierChangeTable, PlaygroundClipTable } from "./dossiers.ts";
import type {
  InvitationBrandTable,
  InvitationTable,
  MailTable,
  MemberBrandTable,
  ThrottleTable,
  TwoFactorTable,
} from "./members.ts";
import type { OutboxTable } from "./outbox.ts";
import type { PersonaPictureTable } from "./pictures.ts";
import type {
  ClickTable,
  ConnectionTable,
  LinkTable,
  MetricQuarterTable,
  PostAttemptTable,
  PostMetricTable,
  PostTable,
  ReadingTable,
  ShowcaseLikeTable,
  ShowcasePostTable,
  ShowcaseShareTable,
  ShowcaseViewTable,
  VisitorSaltTable,
} from "./posts.ts";
import type { ReadingThinningTable, RetentionTable } from "./retention.ts";
import type { CanonFactTable, ScriptDraftTable } from "./scripts.ts";
import type { ShotRequestTable, TakeTable, TakeWaiterTable, VendorWebhookTable, VideoFootageTable } from "./takes.ts";
import type { DecisionTable, FindingTable, LedgerTable, VideoCutTable, VideoShotTable, VideoTable } from "./videos.ts";
import type {
  WebhookAttemptTable,
  WebhookDeliveryTable,
  WebhookEndpointBrandTable,
  WebhookEndpointTable,
  WebhookMessageTable,
  WebhookSecretTable,
} from "./webhooks.ts";

/** Every table, in the order of the flow. Columns are snake_case in the database and camelCase here. */
export type Database = {
  users: UserTable;
  sessions: SessionTable;
  credentials: CredentialTable;
  verifications: VerificationTable;
  workspaces: WorkspaceTable;
  members: MemberTable;
  memberBrands: MemberBrandTable;
  invitations: InvitationTable;
  invitationBrands: InvitationBrandTable;
  twoFactors: TwoFactorTable;
  mails: MailTable;
  throttles: ThrottleTable;
  brands: BrandTable;
  brandKits: BrandKitTable;
  scheduleSlots: ScheduleSlotTable;
  products: ProductTable;
  cutaways: CutawayTable;
  beforeAfters: BeforeAfterTable;
  personas: PersonaTable;
  personaPictures: PersonaPictureTable;
  claims: ClaimTable;
  briefs: BriefTable;
  briefPersonas: BriefPersonaTable;
  briefProducts: BriefProductTable;
  briefCells: BriefCellTable;
  briefDrafts: BriefDraftTable;
  briefLaunches: BriefLaunchTable;
  variants: VariantTable;
  scripts: ScriptTable;
  scriptDrafts: ScriptDraftTable;
  canonFacts: CanonFactTable;
  takes: TakeTable;
  videos: VideoTable;
  videoCuts: VideoCutTable;
  videoShots: VideoShotTable;
  videoFootage: VideoFootageTable;
  vendorWebhooks: VendorWebhookTable;
  takeWaiters: TakeWaiterTable;
  shotRequests: ShotRequestTable;
  findings: FindingTable;
  decisions: DecisionTable;
  ledger: LedgerTable;
  connections: ConnectionTable;
  connectionCredentials: ConnectionCredentialTable;
  posts: PostTable;
  postAttempts: PostAttemptTable;
  links: LinkTable;
  clicks: ClickTable;
  showcasePosts: ShowcasePostTable;
  visitorSalts: VisitorSaltTable;
  showcaseViews: ShowcaseViewTable;
  showcaseLikes: ShowcaseLikeTable;
  showcaseShares: ShowcaseShareTable;
  readings: ReadingTable;
  postMetrics: PostMetricTable;
  metricQuarters: MetricQuarterTable;
  outbox: OutboxTable;
  retentions: RetentionTable;
  readingThinnings: ReadingThinningTable;
  auditHeads: AuditHeadTable;
  auditEntries: AuditEntryTable;
  apiKeys: ApiKeyTable;
  apiKeyBrands: ApiKeyBrandTable;
  apiRequests: ApiRequestTable;
  webhookEndpoints: WebhookEndpointTable;
  webhookEndpointBrands: WebhookEndpointBrandTable;
  webhookSecrets: WebhookSecretTable;
  webhookMessages: WebhookMessageTable;
  webhookDeliveries: WebhookDeliveryTable;
  webhookAttempts: WebhookAttemptTable;
  dossierChanges: DossierChangeTable;
  playgroundClips: PlaygroundClipTable;
};
