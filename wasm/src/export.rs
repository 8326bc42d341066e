//! Result files, as the command writes them.

use onegrid::Lang;
use onegrid_report::{Results, result_files};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::Engine;
use crate::problem::Problem;
use crate::value::{language, to_js};

/// `ExportFile` of `types`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportFile {
    name: String,
    name_zh: &'static str,
    name_en: &'static str,
}

#[wasm_bindgen]
impl Engine {
    /// The files that can be exported.
    ///
    /// # Errors
    /// `engine.not_merged`.
    #[wasm_bindgen(js_name = exportFiles, unchecked_return_type = "ExportFile[]")]
    pub fn export_files(&mut self) -> Result<JsValue, JsValue> {
        to_js(&self.files()?)
    }

    /// A result file of the plan of now, byte for byte as the command writes it. The language is that of
    /// reports; data do not depend on it.
    ///
    /// # Errors
    /// `engine.not_merged`, `engine.unknown_language`, `engine.unknown_file`.
    #[wasm_bindgen(js_name = exportFile, unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn export_file(
        &mut self,
        name: &str,
        #[wasm_bindgen(unchecked_param_type = "Lang")] lang: &str,
    ) -> Result<Vec<u8>, JsValue> {
        Ok(self.file(name, language(lang)?)?)
    }
}

impl Engine {
    pub(crate) fn files(&mut self) -> Result<Vec<ExportFile>, Problem> {
        let files = result_files(self.session_mut()?.merged()?).into_iter();
        Ok(files
            .map(|file| ExportFile { name_zh: file.title(Lang::Zh), name_en: file.title(Lang::En), name: file.name })
            .collect())
    }

    pub(crate) fn file_names(&mut self) -> Result<Vec<String>, Problem> {
        Ok(result_files(self.session_mut()?.merged()?).into_iter().map(|file| file.name).collect())
    }

    pub(crate) fn file(&mut self, name: &str, lang: Lang) -> Result<Vec<u8>, Problem> {
        let (merged, summary) = self.summed_up()?;
        let results = Results::new(merged, summary);
        let file = results.files().into_iter().find(|file| file.name == name);
        let unknown = || Problem::new("engine.unknown_file", format!("no result file is called `{name}`"));
        Ok(results.write(&file.ok_or_else(unknown)?, lang, Vec::new())?)
    }
}
