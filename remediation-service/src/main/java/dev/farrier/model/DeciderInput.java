package dev.farrier.model;

/** One record of the decider's log. The log and its record times alone give all decisions again. */
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
                BundleUsable,
                BundleRefused,
                Tick {}
