package dev.farrier.model;

/** One record of the decider's log. Folded in order, with their record times, they give every decision again. */
public sealed interface DeciderInput
        permits Detection,
                Evidence,
                Progress,
                Outcome,
                WorkerReport,
                SiteProgress,
                OperatorProgress,
                OperatorInput,
                CoreStarted,
                Tick {}
