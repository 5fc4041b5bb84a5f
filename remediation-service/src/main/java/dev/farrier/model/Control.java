package dev.farrier.model;

/** What every worker of a site follows besides its commands. Kept under one key each, so that the last one stands. */
public sealed interface Control permits Control.Halted, Control.Cancelled {

    /** The key that this control is stored under: the newest of a key is the one in force. */
    String key();

    /**
     * @param halted true: start nothing; false: go on, unless a halt was ordered later
     * @param calls with {@code halted}: call nobody either
     * @param at when it was ordered: the append time of the order on {@code operator-inputs}, epoch milliseconds;
     *     0: when this record was appended
     */
    record Halted(boolean halted, boolean calls, String by, String why, long at) implements Control {
        @Override
        public String key() {
            // Apart, so that compaction keeps the last of each: which of the two holds is a matter of their times.
            return halted ? "halt" : "resume";
        }
    }

    /**
     * Commands of this incident must not start, and must be ended if they run and can be; also those that come later.
     *
     * @param command only this one; empty: all of the incident's but its calls
     */
    record Cancelled(String incident, String command, String by, String why, long at) implements Control {
        @Override
        public String key() {
            return "cancel/" + incident + (command.isEmpty() ? "" : "/" + command);
        }

        /** True when it is about this command. */
        public boolean appliesTo(Command other) {
            return command.isEmpty()
                    ? incident.equals(other.incident()) && other.lane() != SlotType.CALL
                    : command.equals(other.id());
        }
    }
}
