import type { Row } from "./full-workspace.fixture.ts";
import type { Inputs } from "./made-up-call.ts";

/** Arguments that cannot be told from the parameter's name and type, by query and by the parameter's path. */
export const inputsOf: Record<string, Inputs> = {
  changeBrand: { changes: { name: "Another name" } },
  changeSelfApproval: { selfApproval: "never" },
  changeView: { change: () => ({ halfHour: new Date(), watchedMs: 1, completed: false, at: new Date() }) },
  deleteSaltsBefore: { day: "2090-01-01" },
  findApprovedScript: { version: 1 },
  findRunSubjects: {
    "ids.briefs": byTable("briefs"),
    "ids.variants": byTable("variants"),
    "ids.posts": byTable("posts"),
  },
  forgetOldMails: { days: 0 },
  insertApiKey: { "secret.secretHash": "a fresh hash" },
  insertBrand: { "brand.slug": "a-fresh-slug" },
  insertConnection: { "connection.channel": "tiktok" },
  insertInvitation: { "invitation.tokenHash": "a fresh hash", "invitation.email": "fresh@guests.test" },
  insertKit: { "version.version": 99 },
  insertMember: { userId: "stranger" },
  insertScript: { "row.version": 99 },
  insertSecret: { "secret.id": "00000000-0000-7000-8000-0000000000aa" },
  insertUser: { "user.email": "fresh@guests.test" },
  insertVideo: { "video.version": 99, "video.storyboard": () => "{}" },
  isWaitStopped: { version: 2, since: new Date("2025-01-01") },
  listFingerprints: { besides: "00000000-0000-7000-8000-0000000000bb" },
  listEndpointsFor: { type: "video.approved" },
  moveDelivery: { changes: { failure: "It broke" } },
  listFailedTakes: { shotHashes: ["failed"] },
  listLivingTakes: { shotHashes: ["running"] },
  listPostsReadAt: { readAt: new Date("2026-01-01T00:00:00Z") },
  listSealedOtherwise: { keyId: "newkey" },
  readAuditChain: { "page.after": 0 },
  removeApiRequest: { "request.startedAt": new Date("2026-01-01T00:00:00Z") },
  readOwnedRows: { table: { name: "videos", by: "brand_id", columns: ["id"] }, omit: [], "page.after": "(0,0)" },
  replaceSealed: {
    "old.row": columnOf("connection_credentials", "connection_id"),
    "old.sealed": columnOf("connection_credentials", "sealed"),
  },
};

/** Queries that the walk does not make, and why. */
export const notWalked: Record<string, string> = {
  addOwner: "refuses as soon as there is anybody",
  announce: "tells open pages, and neither reads nor writes",
  countRenderWorkers: "counts locks on numbers",
  holdAsRenderWorker: "locks a number",
  lockApiKeys: "locks a number",
  lockBrandSlug: "locks a number",
  showcaseNetwork: "queries nothing itself: what it answers has a test of its own",
  tryLockApiRequest: "locks a number",
};

const signingIn = "signing in: who it is, comes before where they may go";
const ofAPerson = "about one person's own way in, wherever they are a member; the session says who";
const publicAddress = "a public address: whoever has it may see it";
const byTheClock = "the clock's own work, for every workspace";
const ofTheMachine = "for whoever runs the machine";
const ofTheLetter = "the postman has just leased that letter, of whichever workspace";

/** Queries that say nothing of whose rows they are about, and why they may. On a workspace's handle they see its rows. */
export const unscoped: Record<string, string> = {
  countSealed: ofTheMachine,
  countTry: signingIn,
  deleteOtherSessions: ofAPerson,
  deleteSaltsBefore: byTheClock,
  deleteSession: ofAPerson,
  eraseUsers: "the people of a workspace that has just been erased",
  failAllWaiting: ofTheMachine,
  findFeedItem: publicAddress,
  findInvitationByToken: "the link is the permission",
  findLink: publicAddress,
  findLiveApiKey: signingIn,
  findLiveItem: publicAddress,
  findShowcase: publicAddress,
  findTakeOwner: "a vendor's message, which its signature says is the vendor's, names a take and not whose it is",
  findUserByEmail: signingIn,
  forgetEntries: ofTheMachine,
  forgetOldApiRequests: byTheClock,
  forgetOldMails: byTheClock,
  forgetOldTries: byTheClock,
  forgetTries: signingIn,
  forgetMessages: byTheClock,
  forgetVerifications: ofAPerson,
  getWorkspaceRow: "the workspace itself",
  handBackStuck: byTheClock,
  hasUsers: signingIn,
  holdPosts: ofTheMachine,
  insertOutbox: "an event says in its data whose it is",
  insertUser: signingIn,
  leaseDueMail: byTheClock,
  listAuditedWorkspaces: ofTheMachine,
  listBrandsToRead: byTheClock,
  listFeed: publicAddress,
  listMemberships: signingIn,
  listOwnedTables: "names of tables",
  listSealedOtherwise: ofTheMachine,
  listSessions: ofAPerson,
  listStuckPosts: byTheClock,
  listStuckTakes: byTheClock,
  listStuckVariants: byTheClock,
  listWorkspaces: ofTheMachine,
  markApiKeyUsed: signingIn,
  markFailed: ofTheLetter,
  markHanded: byTheClock,
  markKept: ofTheLetter,
  markSent: ofTheLetter,
  readBacklog: ofTheMachine,
  readVitals: ofTheMachine,
  refuseInOutbox: byTheClock,
  removeFromOutbox: byTheClock,
  removeSecondFactor: ofTheMachine,
  renameUser: ofAPerson,
  replaceSealed: ofTheMachine,
  takeOutbox: byTheClock,
  takeUnhanded: byTheClock,
};

/** Queries that take a scope and still are the owner's handle's alone, and why. */
export const ofTheOwner: Record<string, string> = {
  eraseAuditChain: "of a workspace that is erased whole, with everything nobody in it may delete",
  eraseOwnedRows: "of a workspace that is erased whole, with everything nobody in it may delete",
};

/** Arguments that say who acts: a person is of no workspace, and verbs take them from the session. And what is no name. */
export const notAsked = /(By|actsFor|digest|^(writeAccepter|withdrawStandingDecision)\.userId)$/;

function columnOf(table: string, column: string) {
  return ({ rows }: { rows: Row[] }) => rows.find((each) => each.table === table)?.row[column];
}

function byTable(table: string) {
  return ({ rows }: { rows: Row[] }) => rows.flatMap((each) => (each.table === table ? [each.row.id] : []));
}
