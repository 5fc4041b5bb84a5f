package dev.farrier.model;

/** An order that all workers of a site follow. The topic is compacted: the last order of a key is in force. */
public sealed interface Control permits Control.Halted, Control.Cancelled {

    /** Key of the record. */
    String key();

    /**
     * @param halted true: start nothing; false: resume, unless a later halt was ordered
     * @param calls with {@code halted}: start no calls either
     * @param at when it was ordered: the append time of the order on {@code operator-inputs}, epoch milliseconds;
     *     0: when this record was appended
     */
    record Halted(boolean halted, boolean calls, String by, String why, long at) implements Control {
        @Override
        public String key() {
            // Two keys, so that compaction keeps the last halt and the last resume: the later of them is in force.
            return halted ? "halt" : "resume";
        }
    }

    /**
     * Commands of the incident must not start, also those that come later; running ones are ended if they can be.
     *
     * @param command id of the only command that is meant; empty: all commands of the incident but calls
     */
    record Cancelled(String incident, String command, String by, String why, long at) implements Control {
        @Override
        public String key() {
            return "cancel/" + incident + (command.isEmpty() ? "" : "/" + command);
        }

        public boolean appliesTo(Command other) {
            return command.isEmpty()
                    ? incident.equals(other.incident()) && other.lane() != SlotType.CALL
                    : command.equals(other.id());
        }
    }
}
