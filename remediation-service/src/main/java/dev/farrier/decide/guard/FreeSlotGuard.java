package dev.farrier.decide.guard;

import dev.farrier.decide.command.CommandScheduler;
import dev.farrier.decide.command.CommandScheduler.Placement;
import dev.farrier.decide.context.GuardResult;

/** Defers while no worker has a free slot. The last guard: what waits for a slot counts against no limit and holds no target. */
public final class FreeSlotGuard implements Guard {
    @Override
    public String name() {
        return "freeSlot";
    }

    @Override
    public int order() {
        return 1000;
    }

    @Override
    public GuardResult check(GuardContext context) {
        return context.incident().shadow()
                ? GuardResult.ACT
                : CommandScheduler.check(
                        context.decision(),
                        Placement.ofFirst(
                                context.decision(),
                                context.incident(),
                                context.nextRung(),
                                context.resource().site()));
    }
}
