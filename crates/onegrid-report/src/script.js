(function () {
  var root = document.documentElement;
  var button = document.getElementById('lang');
  button.hidden = false;
  button.addEventListener('click', function () {
    root.lang = root.lang === 'zh' ? 'en' : 'zh';
  });
  var field = document.getElementById('zone-filter');
  if (field === null) { return; }
  field.parentNode.hidden = false;
  var rows = Array.prototype.slice.call(document.querySelectorAll('#zone-list tbody tr'));
  var shown = document.getElementById('zone-shown');
  field.addEventListener('input', function () {
    var wanted = field.value.trim().toLowerCase();
    var count = 0;
    rows.forEach(function (row) {
      var hit = row.textContent.toLowerCase().indexOf(wanted) !== -1;
      row.hidden = !hit;
      count += hit ? 1 : 0;
    });
    shown.textContent = count + ' / ' + rows.length;
  });
  window.addEventListener('beforeprint', function () {
    document.querySelectorAll('details').forEach(function (d) {
      if (!d.classList.contains('long')) { d.open = true; }
    });
  });
})();
