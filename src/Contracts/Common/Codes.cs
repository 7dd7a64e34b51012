namespace HallGrains.Contracts.Common;

/// <summary>Refusal and problem codes (domain-rules §15, must-hold). Status, clause and titles stand in <see cref="RefusalCatalogue"/>.</summary>
public static class Codes
{
    public const string QualificationMissing = "qualification-missing";
    public const string QualificationExpired = "qualification-expired";
    public const string DisciplineTrainingMissing = "discipline-training-missing";
    public const string NotOnDuty = "not-on-duty";
    public const string NotYourDuty = "not-your-duty";
    public const string NotOwner = "not-owner";
    public const string OpeningCheckMissing = "opening-check-missing";
    public const string SealNotPresent = "seal-not-present";
    public const string AnnouncementMissing = "announcement-missing";
    public const string QueueOrder = "queue-order";
    public const string TicketsWaiting = "tickets-waiting";
    public const string FourNoticesMissing = "four-notices-missing";
    public const string WayForwardMissing = "way-forward-missing";
    public const string ReasonMissing = "reason-missing";
    public const string ExtraProofDemanded = "extra-proof-demanded";
    public const string DepartmentSharedMaterial = "department-shared-material";
    public const string SecondSupplementRequest = "second-supplement-request";
    public const string SupplementLate = "supplement-late";
    public const string MaterialsIncomplete = "materials-incomplete";
    public const string MustAccept = "must-accept";
    public const string TransferAvailable = "transfer-available";
    public const string NotCompetent = "not-competent";
    public const string IdentityInvalid = "identity-invalid";
    public const string ItemVersionNotInForce = "item-version-not-in-force";
    public const string ToleranceNotAllowed = "tolerance-not-allowed";
    public const string ToleranceOpen = "tolerance-open";
    public const string StageOrder = "stage-order";
    public const string ReviewMissing = "review-missing";
    public const string SamePersonReview = "same-person-review";
    public const string OverAuthority = "over-authority";
    public const string AgentCannotDecide = "agent-cannot-decide";
    public const string PingPong = "ping-pong";
    public const string OfferOpen = "offer-open";
    public const string OfferExpired = "offer-expired";
    public const string OfferClosed = "offer-closed";
    public const string AssignmentNeedsReason = "assignment-needs-reason";
    public const string PauseReasonNotLawful = "pause-reason-not-lawful";
    public const string ExtensionUsed = "extension-used";
    public const string AlreadyLate = "already-late";
    public const string FeeNotListed = "fee-not-listed";
    public const string FeeNotNotified = "fee-not-notified";
    public const string OptionalConsentMissing = "optional-consent-missing";
    public const string EnforcementNoticeMissing = "enforcement-notice-missing";
    public const string VisitReasonMissing = "visit-reason-missing";
    public const string AlreadyEvaluated = "already-evaluated";
    public const string StaffCannotEvaluate = "staff-cannot-evaluate";
    public const string TokenInvalid = "token-invalid";
    public const string ConflictOfInterest = "conflict-of-interest";
    public const string TwoPersonsNeeded = "two-persons-needed";
    public const string NotYourFinding = "not-your-finding";
    public const string TermEnded = "term-ended";
    public const string ArchiveBlocked = "archive-blocked";
    public const string Archived = "archived";
    public const string LooserThanCity = "looser-than-city";
    public const string PromiseOverStatutory = "promise-over-statutory";
    public const string SampleMissing = "sample-missing";
    public const string PurposeMissing = "purpose-missing";
    public const string QueueEmpty = "queue-empty";
    public const string CodeCheckFailed = "code-check-failed";
    public const string VersionConflict = "version-conflict";

    // Transport and rights (must-hold).
    public const string NotFound = "not-found";
    public const string NotPermitted = "not-permitted";
    public const string NotSignedIn = "not-signed-in";
    public const string Busy = "busy";
    public const string InProgress = "in-progress";
    public const string Validation = "validation";
    public const string Malformed = "malformed";
    public const string UnknownField = "unknown-field";
    public const string CommandIdReused = "command-id-reused";
    public const string OutcomeUnknown = "outcome-unknown";
    public const string Unreadable = "unreadable";
    public const string PayloadTooLarge = "payload-too-large";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string UriTooLong = "uri-too-long";
    public const string TooManyRequests = "too-many-requests";
    public const string PreconditionFailed = "precondition-failed";

    /// <summary>A fault of ours: nothing of it is told.</summary>
    public const string Internal = "internal";
}
