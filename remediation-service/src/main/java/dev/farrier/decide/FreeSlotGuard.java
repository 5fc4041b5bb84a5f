package dev.farrier.decide;

import dev.farrier.decide.CommandScheduler.Placement;

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
