package dev.farrier.policy.yaml.remediation;

import dev.farrier.policy.Rung.Task;
import dev.farrier.policy.action.ActionDefinition;
import dev.farrier.policy.action.ActionDefinition.Undo;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.yaml.action.ActionReader;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.policy.yaml.document.Document;
import dev.farrier.policy.yaml.document.TemplateScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code undoneBy} of steps, and of Actions once all of them are known. */
public final class UndoReader {
    private UndoReader() {}

    /** Adds what undoes them to the actions of the catalog. */
    public static void readActions(List<Document> documents, Catalog catalog) {
        for (Document document : documents) {
            ActionDefinition action = catalog.actions().get(document.name());
            MapReader spec = document.open(ActionReader.ACTION);
            if (action != null && spec.has(ActionReader.UNDONE_BY)) {
                CallReader calls = new CallReader(catalog, null, document.problems());
                TemplateScope scope = TemplateScope.ofAction(action.parameters().keySet(), catalog);
                Undo undo = read(spec, calls, scope);
                if (undo != null) {
                    catalog.actions().put(document.name(), action.withUndo(undo));
                }
            }
        }
        for (Document document : documents) {
            refuseCircle(document.open(ActionReader.ACTION), catalog);
        }
    }

    /** Null: nothing undoes it. */
    static @Nullable Undo read(MapReader written, CallReader calls, TemplateScope scope) {
        MapReader undo = written.find(ActionReader.UNDONE_BY);
        if (undo == null) {
            return null;
        }
        Task.ActionCall call = calls.read(undo, ActionReader.UNDO_ACTION, ActionReader.UNDO_WITH, scope);
        return new Undo(call.action(), call.with());
    }

    /** What puts something back takes nothing out, and changes something. */
    static void refuseCircle(MapReader written, Catalog catalog) {
        MapReader undo = written.find(ActionReader.UNDONE_BY);
        String name = undo == null ? null : undo.find(ActionReader.UNDO_ACTION);
        ActionDefinition action = name == null ? null : catalog.actions().get(name);
        if (undo != null && action != null && action.undoneBy() != null) {
            undo.error(
                    ActionReader.UNDO_ACTION,
                    "action '" + name
                            + "' puts something back and declares undoneBy itself: remove undoneBy from it, or name"
                            + " another action here");
        }
        if (undo != null && action != null && action.readOnly()) {
            undo.error(
                    ActionReader.UNDO_ACTION,
                    "action '" + name + "' is readOnly, so it puts nothing back: name another action here");
        }
    }
}
