using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>
/// The rules of a case's life cycle (domain-rules §2), one duty a file. Pure: state, command and facts in, entries or a refusal out. Whoever may not know
/// of the case is answered as if there were none.
/// </summary>
public static class CaseRules
{
    public static Decision Decide(CaseState state, CaseCommand command, CaseFacts facts)
    {
        var decision = Choose(state, command, facts);
        if (decision.Refusal is { } refusal) return Decision.Refuse(Completed(refusal, state, facts));
        if (EvaluationRules.Invitation(state, decision, facts) is { } invited) decision = decision with { Entries = [.. decision.Entries, new(invited)] };
        return decision.Entries.IsEmpty || Announcement(state, command, facts) is not { } announced
            ? decision : decision with { Entries = [new(announced), .. decision.Entries] };
    }

    private static Decision Choose(CaseState state, CaseCommand command, CaseFacts facts)
    {
        if (command is OpenInquiry open) return InquiryRules.Decide(state, open, facts);
        if (!state.Exists || !Rights.MayKnow(state, facts)) return Decision.Refuse(Codes.NotFound);
        var ofTheHall = command is OfferDeputy or OfferReturn or GuideWasWithdrawn or CountSharedMaterials;
        if (facts.Caller.IsSystem ? !ofTheHall && command is not OfferHandoff : ofTheHall) return Decision.Refuse(Codes.NotPermitted);
        if (state.Imported) return Decision.Refuse(Codes.StageOrder, "Imported history takes no commands.");
        return command switch
        {
            GiveNotices c => InquiryRules.Decide(state, c, facts),
            CloseInquiry c => InquiryRules.Decide(state, c, facts),
            SubmitApplication c => MaterialRules.Decide(state, c, facts),
            RequestSupplement c => MaterialRules.Decide(state, c, facts),
            SupplyMaterials c => MaterialRules.Decide(state, c, facts),
            AcceptCase c => AcceptanceRules.Decide(state, c, facts),
            RefuseCase c => AcceptanceRules.Decide(state, c, facts),
            FinishStage c => ReviewRules.Decide(state, c, facts),
            ReturnStage c => ReviewRules.Decide(state, c, facts),
            DecideCase c => DecisionRules.Decide(state, c, facts),
            DeliverCase c => DeliveryRules.Decide(state, c, facts),
            EvaluateCase c => EvaluationRules.Decide(state, c, facts),
            EvaluationCommand c => EvaluationRules.Decide(state, c, facts),
            ArchiveCase c => DeliveryRules.Decide(state, c, facts),
            WithdrawCase c => DeliveryRules.Decide(state, c, facts),
            OfferHandoff when facts.Caller.Staff == state.Owner && facts.Actor is { OnDuty: true } && state.IsOpen && Guards.Announced(state, facts) is { } unannounced => Decision.Refuse(unannounced),
            AskEscalation or AnswerEscalation => EscalationRules.Decide(state, command, facts),
            CancelCard c => CardRules.Decide(state, c, facts),
            SpotCorrect c => ReceiptRules.Decide(state, c, facts),
            ReferOut c => ReceiptRules.Decide(state, c, facts),
            ReopenInquiry c => ReceiptRules.Decide(state, c, facts),
            PauseCase c => PauseRules.Decide(state, c, facts),
            ApprovePause c => PauseRules.Decide(state, c, facts),
            EndPause c => PauseRules.Decide(state, c, facts),
            AskExtension c => ExtensionRules.Decide(state, c, facts),
            AnswerExtension c => ExtensionRules.Decide(state, c, facts),
            TerminateCase c => TerminationRules.Decide(state, c, facts),
            OpenCorrection c => CorrectionRules.Decide(state, c, facts),
            OpenReported c => CorrectionRules.Decide(state, c, facts),
            AnswerCorrection c => CorrectionRules.Decide(state, c, facts),
            UseSeal c => ChargeRules.Decide(state, c, facts),
            RecordFee c => ChargeRules.Decide(state, c, facts),
            AddExtra c => ChargeRules.Decide(state, c, facts),
            AddNote c => NoteRules.Decide(state, c, facts),
            CompleteCaseDuty c => DutyRules.Decide(state, c, facts),
            GuideWasWithdrawn c => DutyRules.Decide(state, c, facts),
            CountSharedMaterials c => BundleMemberRules.Decide(state, c, facts),
            AppointAgent c => AgencyRules.Decide(state, c, facts),
            EndAgency c => AgencyRules.Decide(state, c, facts),
            ObjectToAssignment c => ObjectionRules.Decide(state, c, facts),
            AnswerObjection c => ObjectionRules.Decide(state, c, facts),
            GrantGreenChannel c => FastTrackRules.Decide(state, c, facts),
            RevokeGreenChannel c => FastTrackRules.Decide(state, c, facts),
            WatchCase c => WatchRules.Decide(state, c, facts),
            OfferDeputy c => DeputyRules.Decide(state, c, facts),
            OfferReturn c => DeputyRules.Decide(state, c, facts),
            Unmask c => UnmaskRules.Decide(state, c, facts),
            RotateRetrievalCode c => RetrievalCodeRules.Decide(state, c, facts),
            _ => OwnershipRules.Decide(state, command, facts),
        };
    }

    /// <summary>The window announced the session after the inquiry was opened: the first act in it says so.</summary>
    private static IdentityAnnounced? Announcement(CaseState state, CaseCommand command, CaseFacts facts) =>
        command is not OpenInquiry && facts.Caller.Staff is not null && !state.Announced && Guards.NeedsAnnouncement(state.Channel) && Guards.WasAnnounced(state.Session, facts)
            ? InquiryRules.Announcement(state.Channel, state.Session, facts) : null;

    private static Refusal Completed(Refusal refusal, CaseState state, CaseFacts facts)
    {
        if (!state.Exists || refusal.Code == Codes.NotFound) return refusal;
        ImmutableArray<string> allowed = refusal.Code is Codes.StageOrder && refusal.Allowed.IsEmpty ? AllowedCommands.Of(state, facts) : refusal.Allowed;
        return refusal with { Version = refusal.Version ?? state.Version, Allowed = allowed };
    }
}
